import { PolyheadError } from "@polyhead/spec";
import { badFile } from "../table/bad-file.ts";
import { BadRowTally } from "../table/bad-rows.ts";
import { BadRow } from "../table/cell.ts";
import type { CsvFormat } from "../table/csv-rows.ts";
import { tableFile, type TableFile } from "../table/table-file.ts";
import type { BadRowPolicy, SkippedRows } from "../source.ts";
import { ColumnTally, type ColumnProfile } from "./column-profile.ts";

/** What is in a file of rows. */
export interface TableProfile {
  readonly path: string;
  readonly kind: TableFile["kind"];
  /** whether the columns' names are made up, because the file has none */
  readonly unnamed: boolean;
  /** rows that were looked at */
  readonly rows: number;
  /** whether these are all that there are */
  readonly whole: boolean;
  readonly skipped: SkippedRows;
  readonly columns: readonly ColumnProfile[];
}

export interface ProfileTableOptions extends CsvFormat {
  /** rows that are looked at; all by default */
  readonly limit?: number;
  /** "fail" by default */
  readonly onBadRow?: BadRowPolicy;
}

/**
 * Looks at the rows of a CSV, JSONL or Parquet file.
 *
 * @throws PolyheadError `usage` for another name; `data-missing`, `data-invalid`
 */
export async function profileTable(path: string, options: ProfileTableOptions = {}): Promise<TableProfile> {
  const { limit = Infinity, onBadRow = "fail", ...format } = options;
  const { kind, columns, unnamed, open } = await tableFile(path, format);
  const tallies = columns.map((name) => new ColumnTally(name));
  const bad = new BadRowTally();
  let rows = 0;
  let whole = true;
  reading: for await (const batch of open(path, columns)) {
    for (const [index, row] of batch.rows.entries()) {
      if (rows === limit) {
        whole = false;
        break reading;
      }
      if (row instanceof BadRow) {
        const fault = new PolyheadError("data-invalid", `${batch.place(index)}: ${row.fault}.`);
        if (onBadRow === "fail") throw fault;
        bad.add(fault);
        continue;
      }
      rows++;
      for (let at = 0; at < tallies.length; at++) tallies[at]?.add(row[at]);
    }
  }
  if (rows === 0) throw badFile(path, "should have rows; it has none");
  const profiles = tallies.map((tally) => tally.finish());
  return { path, kind, unnamed, rows, whole, skipped: bad.of("train"), columns: profiles };
}
