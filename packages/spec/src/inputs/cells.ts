import { PolyheadError } from "../error.ts";

/** One value of a table. */
export type Cell = string | number | boolean | Date | null | undefined;

/**
 * A row's cells in the columns' order, from a list in that order or a record by column name.
 *
 * @param what the input's values are, for errors: "numbers"
 * @param mayLack whether a record may leave columns out; they are undefined then
 * @throws PolyheadError `input-invalid` for what is neither, another length, or a column that is missing or unknown
 */
export function cellsOf(
  columns: readonly string[],
  value: unknown,
  name: string,
  what: string,
  mayLack: boolean,
): ArrayLike<unknown> {
  if (typeof value !== "object" || value === null) throw notCells(columns, name, what, value);
  if (!Array.isArray(value) && !ArrayBuffer.isView(value))
    return byColumn(columns, value as Readonly<Record<string, unknown>>, name, mayLack);
  const row = value as unknown as ArrayLike<unknown>;
  if (row.length === columns.length) return row;
  throw new PolyheadError(
    "input-invalid",
    `Input "${name}" should have ${columns.length} ${what} (${list(columns)}); received ${row.length}.`,
    { details: { input: name, columns, received: row.length } },
  );
}

function byColumn(
  columns: readonly string[],
  value: Readonly<Record<string, unknown>>,
  name: string,
  mayLack: boolean,
): ArrayLike<unknown> {
  const missing = columns.find((column) => !Object.hasOwn(value, column));
  const given = Object.keys(value);
  const unknown =
    missing === undefined && given.length === columns.length ? undefined : other(given, columns);
  if (unknown === undefined && (missing === undefined || mayLack))
    return columns.map((column) => (Object.hasOwn(value, column) ? value[column] : undefined));
  const fault = unknown === undefined ? `"${missing}" is missing` : `"${unknown}" is not one of them`;
  throw new PolyheadError(
    "input-invalid",
    `Input "${name}" should have the columns ${list(columns)}; ${fault}.`,
    { details: { input: name, columns, missing, unknown } },
  );
}

function other(given: readonly string[], columns: readonly string[]): string | undefined {
  const known = new Set(columns);
  return given.find((column) => !known.has(column));
}

/** The error for a cell that its column cannot hold. @param rule "should hold finite numbers" */
export function badCell(
  name: string,
  rule: string,
  column: string | undefined,
  received: unknown,
): PolyheadError {
  const text =
    typeof received === "string" ? JSON.stringify(shortened(received)) : shortened(String(received));
  return new PolyheadError("input-invalid", `Input "${name}" ${rule}; column "${column}" is ${text}.`, {
    details: { input: name, column, received },
  });
}

function notCells(columns: readonly string[], name: string, what: string, value: unknown): PolyheadError {
  const received = value === null ? "null" : typeof value;
  return new PolyheadError(
    "input-invalid",
    `Input "${name}" should be ${what} by column (${list(columns)}), or a list of them; received ${received}.`,
    { details: { input: name } },
  );
}

/** Characters of a value that an error shows. */
const SHOWN = 60;

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function list(columns: readonly string[]): string {
  return columns.length > 8 ? `${columns.slice(0, 8).join(", ")}, …` : columns.join(", ");
}
