import type { Cell } from "../table/cell.ts";
import { numberParser, type NumberFormat } from "../table/number-format.ts";

/** The plainest first: of several that explain as many columns, the first is taken. */
const FORMATS: readonly NumberFormat[] = [
  {},
  { thousands: "," },
  { decimal: "," },
  { decimal: ",", thousands: "." },
  { thousands: " " },
  { decimal: ",", thousands: " " },
  { thousands: "'" },
];

/** Of a column's texts, as many should be numbers. */
const MOST = 0.95;

/**
 * How the numbers of a table are written: the way in which most columns hold numbers.
 *
 * @param rows the first ones of the table
 */
export function guessNumberFormat(rows: readonly (readonly Cell[])[]): NumberFormat {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_, at) => textsAt(rows, at)).filter(
    ({ length }) => length > 0,
  );
  let best: NumberFormat = {};
  let most = 0;
  for (const format of FORMATS) {
    const parse = numberParser(format);
    const count = columns.filter((texts) => isNumeric(texts, parse)).length;
    if (count > most) [best, most] = [format, count];
  }
  return best;
}

function textsAt(rows: readonly (readonly Cell[])[], at: number): readonly string[] {
  return rows.flatMap((row) => {
    const cell = row[at];
    return typeof cell === "string" && cell.trim() !== "" ? [cell] : [];
  });
}

function isNumeric(texts: readonly string[], parse: (text: string) => number): boolean {
  return texts.filter((text) => Number.isFinite(parse(text))).length >= MOST * texts.length;
}
