import { parseNumber } from "./parse-number.ts";

/**
 * Whether a file's first row names its columns: names have letters and are no numbers. Where some are alike or not there,
 * the rows below have to say it, with a column of numbers under a name.
 */
export function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const names = first.map((cell) => cell.trim());
  const named = names.filter((name) => name !== "");
  if (!named.every((name) => /\p{L}/u.test(name) && Number.isNaN(parseNumber(name)))) return false;
  const differ = new Set(named).size === named.length;
  const whole = names.every((name, at) => name !== "" || at === 0);
  if (differ && whole) return true;
  return names.some((name, at) => name !== "" && holdsNumbers(rows, at));
}

function holdsNumbers(rows: readonly (readonly string[])[], at: number): boolean {
  const cells = rows.map((row) => row[at]?.trim() ?? "").filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => !Number.isNaN(parseNumber(cell)));
}
