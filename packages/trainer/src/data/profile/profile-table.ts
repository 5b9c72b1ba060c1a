import { PolyheadError } from "@polyhead/spec";
import { badFile } from "../table/bad-file.ts";
import { BadRowTally } from "../table/bad-rows.ts";
import { BadRow, type Row } from "../table/cell.ts";
import type { CsvFormat } from "../table/csv-rows.ts";
import type { NumberFormat } from "../table/number-format.ts";
import { tableFile, type TableFile } from "../table/table-file.ts";
import type { BadRowPolicy, SkippedRows } from "../source.ts";
import { ColumnTally, type ColumnProfile } from "./column-profile.ts";
import { guessNumberFormat } from "./guess-number-format.ts";

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
  /** how most columns of numbers write them, by the first rows */
  readonly numberFormat: NumberFormat;
  readonly columns: readonly ColumnProfile[];
}

export interface ProfileTableOptions extends CsvFormat {
  /** rows that are looked at; all by default */
  readonly limit?: number;
  /** "fail" by default */
  readonly onBadRow?: BadRowPolicy;
}

/** Rows by which is guessed how numbers are written. */
const SAMPLE = 1000;

/**
 * Looks at the rows of a CSV, JSONL or Parquet file.
 *
 * @throws PolyheadError `usage` for another name; `data-missing`, `data-invalid`
 */
export async function profileTable(path: string, options: ProfileTableOptions = {}): Promise<TableProfile> {
  const { limit = Infinity, onBadRow = "fail", ...format } = options;
  const { kind, columns, unnamed, open } = await tableFile(path, format);
  let tallies: readonly ColumnTally[] | undefined;
  let numberFormat: NumberFormat = {};
  const bad = new BadRowTally();
  let rows = 0;
  let whole = true;
  reading: for await (const batch of open(path, columns)) {
    if (tallies === undefined) {
      numberFormat = guessNumberFormat(
        batch.rows.slice(0, SAMPLE).filter((row): row is Row => !(row instanceof BadRow)),
      );
      tallies = columns.map((name) => new ColumnTally(name, numberFormat));
    }
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
  const skipped = bad.of("train");
  if (rows < skipped.count) throw mostlyBad(path, rows, skipped);
  if (rows === 0 || tallies === undefined) throw badFile(path, "should have rows; it has none");
  const profiles = tallies.map((tally) => tally.finish());
  return { path, kind, unnamed, rows, whole, skipped, numberFormat, columns: profiles };
}

/** A file whose first line is no header, such as a title or a remark. */
function mostlyBad(path: string, rows: number, { count, first }: SkippedRows): PolyheadError {
  return badFile(
    path,
    `should have rows like its first line; ${count} of ${rows + count} are not (${first[0]?.replace(/\.$/, "")}). Remove what is above the header, or name its \`delimiter\``,
  );
}
