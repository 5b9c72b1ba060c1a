import { PolyheadError } from "@polyhead/spec";
import { showCell, type Cell } from "./cell.ts";
import { numberParser, type NumberFormat } from "./number-format.ts";

/** Reads cells as what a model wants of them; errors name the column, and not yet the place. */
export interface CellReader {
  /** undefined where it is missing */
  readonly text: (cell: Cell, column: string) => string | undefined;
  /** NaN where it is missing */
  readonly number: (cell: Cell, column: string) => number;
  /** words, one a token: a list as it is, text parted at white space; undefined where it is missing */
  readonly words: (cell: Cell, column: string) => readonly string[] | undefined;
  readonly isMissing: (cell: Cell) => boolean;
  /** what parts the values of a cell that holds several */
  readonly between: RegExp;
}

/**
 * Makes a reader of cells.
 *
 * @param missing what stands for no value, besides nothing at all
 * @param trim whether spaces around text go
 * @param format how numbers are written
 */
export function cellReader(missing: readonly string[], trim: boolean, format: NumberFormat = {}): CellReader {
  const parseNumber = numberParser(format);
  const absent = new Set(["", ...missing]);
  const numbersMayBeMissing = missing.some((token) => !Number.isNaN(parseNumber(token)));
  const text = (cell: Cell, column: string): string | undefined => {
    const whole = asText(cell, column);
    const value = trim ? whole?.trim() : whole;
    return value === undefined || absent.has(value) ? undefined : value;
  };
  const isMissing = (cell: Cell): boolean =>
    cell === null ||
    cell === undefined ||
    Number.isNaN(cell) ||
    (typeof cell === "string" && absent.has(cell.trim()));
  const number = (cell: Cell, column: string): number => {
    if (numbersMayBeMissing && absent.has(String(cell).trim())) return Number.NaN;
    const value = typeof cell === "string" ? parseNumber(cell) : asNumber(cell);
    if (Number.isFinite(value) || isMissing(cell)) return value;
    throw badCell(column, "a number", cell);
  };
  const words = (cell: Cell, column: string): readonly string[] | undefined => {
    if (Array.isArray(cell)) return cell.map((word) => asText(word, column) ?? "");
    return text(cell, column)?.split(/\s+/).filter(Boolean);
  };
  const between = Object.values(format).includes(",") ? /[|;]/u : /[|;,]/u;
  return { text, number, words, isMissing, between };
}

/** A cell that is not what its column should hold. */
export function badCell(column: string, rule: string, cell: Cell): PolyheadError {
  return new PolyheadError(
    "data-invalid",
    `column "${column}" should hold ${rule}; it holds ${showCell(cell)}`,
    { details: { column, value: cell } },
  );
}

function asNumber(cell: Cell): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "bigint" || typeof cell === "boolean" ? Number(cell) : Number.NaN;
}

const utf8 = new TextDecoder();

function asText(cell: Cell, column: string): string | undefined {
  if (typeof cell === "string") return cell;
  if (cell === null || cell === undefined) return undefined;
  if (typeof cell === "number") return Number.isNaN(cell) ? undefined : String(cell);
  if (typeof cell === "bigint" || typeof cell === "boolean") return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return utf8.decode(cell);
  throw badCell(column, "text", cell);
}
