import { knownOptions } from "../model/known-options.ts";
import type { RowSource } from "./source.ts";
import { taggedRows } from "./table/tagged-rows.ts";
import { TABLE_OPTIONS, tableSource, type TableOptions } from "./table/table-source.ts";

/** What to read. */
export interface TaggedOptions extends TableOptions {
  /** names of a CoNLL file's columns, in order; `["text", "tags"]` by default */
  readonly columns?: readonly string[];
  /** found from the first bytes by default */
  readonly encoding?: string;
}

/**
 * Reads sentences whose words carry tags. A path is a CoNLL file (a token a line, columns apart by tabs or spaces, a blank
 * line between sentences) or a folder with `seq.in`, `seq.out` and, where sentences have one, `label`, a sentence a line:
 * `tagged({ train: "atis/train", rename: { "seq.in": "text", "seq.out": "slots", label: "intent" } })`.
 *
 * @throws PolyheadError `config-invalid`; reading throws as that of `csv` does
 */
export function tagged(options: TaggedOptions): RowSource {
  knownOptions(options, [...TABLE_OPTIONS, "columns", "encoding"], "tagged()");
  const { columns = ["text", "tags"], encoding } = options;
  return tableSource("tagged", options, (path) => taggedRows(path, columns, encoding));
}
