import { knownOptions } from "../model/known-options.ts";
import type { RowSource } from "./source.ts";
import { jsonlRows } from "./table/jsonl-rows.ts";
import { TABLE_OPTIONS, tableSource, type TableOptions } from "./table/table-source.ts";

/** What to read. */
export interface JsonlOptions extends TableOptions {
  /** found from the first bytes by default */
  readonly encoding?: string;
}

/**
 * Reads files with one JSON object a line, gzip or not: its keys are columns, as in `csv`, and a key that a line lacks is
 * a missing value.
 *
 * @throws PolyheadError `config-invalid`; reading throws as that of `csv` does
 */
export function jsonl(options: JsonlOptions): RowSource {
  knownOptions(options, [...TABLE_OPTIONS, "encoding"], "jsonl()");
  return tableSource("jsonl", options, (path, wanted) => jsonlRows(path, options.encoding, wanted));
}
