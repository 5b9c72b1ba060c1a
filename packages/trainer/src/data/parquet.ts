import { knownOptions } from "../model/known-options.ts";
import type { RowSource } from "./source.ts";
import { parquetRows } from "./table/parquet-rows.ts";
import { TABLE_OPTIONS, tableSource, type TableOptions } from "./table/table-source.ts";

/**
 * Reads Parquet files, only the columns that the model takes, a row group at a time; columns as in `csv`. A picture is a
 * column of PNG or JPEG bytes, also within `{ bytes, path }`, or of paths.
 *
 * @throws PolyheadError `config-invalid`; reading throws as that of `csv` does
 */
export function parquet(options: TableOptions): RowSource {
  knownOptions(options, TABLE_OPTIONS, "parquet()");
  return tableSource("parquet", options, parquetRows);
}
