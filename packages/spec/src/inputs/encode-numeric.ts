import { PolyheadError } from "../error.ts";
import type { FittedInput } from "../manifest.ts";
import type { EncodedValues, InputKind } from "./input-kind.ts";
import type { NumericInput } from "./numeric.ts";
import { refuseValue } from "./refuse-value.ts";

export const numericKind: InputKind<NumericInput, Extract<FittedInput, { kind: "numeric" }>> = {
  type: "float32",
  shape: ({ columns }) => [columns.length],
  encode(spec, value, name, target, offset) {
    if (typeof value !== "object" || value === null) refuseValue(name, "numbers", value);
    const numbers = value as Readonly<Record<string, number>> | ArrayLike<number>;
    encodeNumeric(spec, numbers, name, target, offset);
  },
};

/**
 * Writes one row of numbers as `[columns]` floats into `target` at `offset`.
 *
 * @param value numbers in the columns' order, or by column name
 * @param name the input's name, for errors
 * @throws PolyheadError `input-invalid` for a missing or unknown column, another length, or a number that is not finite
 */
export function encodeNumeric(
  spec: NumericInput,
  value: Readonly<Record<string, number>> | ArrayLike<number>,
  name: string,
  target: EncodedValues,
  offset: number,
): void {
  const row = isRow(value) ? value : byColumn(spec, value, name);
  if (row.length !== spec.columns.length) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should have ${spec.columns.length} numbers (${list(spec.columns)}); received ${row.length}.`,
      { details: { input: name, columns: spec.columns, received: row.length } },
    );
  }
  for (let column = 0; column < row.length; column++) {
    const number: unknown = row[column];
    if (typeof number !== "number" || !Number.isFinite(number)) {
      throw new PolyheadError(
        "input-invalid",
        `Input "${name}" should hold finite numbers; column "${spec.columns[column]}" is ${String(number)}.`,
        { details: { input: name, column: spec.columns[column], received: number } },
      );
    }
    target[offset + column] = number;
  }
}

function isRow(value: Readonly<Record<string, number>> | ArrayLike<number>): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function byColumn(
  spec: NumericInput,
  value: Readonly<Record<string, number>>,
  name: string,
): ArrayLike<number> {
  const known = new Set(spec.columns);
  const unknown = Object.keys(value).find((column) => !known.has(column));
  const missing = spec.columns.find((column) => !Object.hasOwn(value, column));
  if (unknown !== undefined || missing !== undefined) {
    const fault = missing === undefined ? `"${unknown}" is not one of them` : `"${missing}" is missing`;
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should have the columns ${list(spec.columns)}; ${fault}.`,
      { details: { input: name, columns: spec.columns, missing, unknown } },
    );
  }
  return spec.columns.map((column) => value[column] ?? Number.NaN);
}

function list(columns: readonly string[]): string {
  return columns.length > 8 ? `${columns.slice(0, 8).join(", ")}, …` : columns.join(", ");
}
