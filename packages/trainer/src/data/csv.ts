import { PolyheadError } from "@polyhead/spec";
import { knownOptions } from "../model/known-options.ts";
import type { RowSource } from "./source.ts";
import { csvRows, type CsvFormat } from "./table/csv-rows.ts";
import { TABLE_OPTIONS, tableSource, type TableOptions } from "./table/table-source.ts";

/** What to read, and how the files are written. */
export interface CsvOptions extends TableOptions, CsvFormat {}

/**
 * Reads CSV files, RFC 4180, gzip or not, row by row: `csv({ train: "census.csv", test: 0.2 })`.
 *
 * An input or a task takes the column of its own name; `numeric` and other kinds of several columns take the columns that
 * they list. Numbers are parsed where the model wants numbers, and an empty label masks its task for that row. Delimiter
 * and encoding are found from the file. Reading throws PolyheadError: `data-missing` where a file is not there,
 * `data-invalid` naming file, row and column where a value is wrong.
 *
 * @throws PolyheadError `config-invalid`
 */
export function csv(options: CsvOptions): RowSource {
  knownOptions(options, [...TABLE_OPTIONS, "columns", "delimiter", "encoding"], "csv()");
  const { columns, delimiter, encoding } = options;
  if (delimiter !== undefined && !/^[^\r\n"\uFEFF]$/u.test(delimiter))
    throw new PolyheadError(
      "config-invalid",
      `csv(): \`delimiter\` should be one character, and no quote or line end; received ${JSON.stringify(delimiter)}.`,
      { details: { delimiter } },
    );
  return tableSource("csv", options, (path) => csvRows(path, { columns, delimiter, encoding }));
}
