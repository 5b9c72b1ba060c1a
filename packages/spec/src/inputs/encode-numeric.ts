import { isMissing } from "../example.ts";
import type { FittedInput } from "../manifest.ts";
import { badCell, cellsOf } from "./cells.ts";
import type { InputKind } from "./input-kind.ts";
import type { NumericInput } from "./numeric.ts";

/**
 * Numbers in the columns' order, or by column name, as `[columns]` floats. One that is missing is the mean of its column
 * where the input allows that, NaN while no mean is known.
 */
export const numericKind: InputKind<NumericInput, Extract<FittedInput, { kind: "numeric" }>> = {
  type: "float32",
  shape: ({ columns }) => [columns.length],
  encode({ columns, missing, normalizer: { mean } }, value, name, target, offset) {
    const row = cellsOf(columns, value, name, "numbers", missing === "mean");
    for (let column = 0; column < columns.length; column++) {
      const cell: unknown = row[column];
      target[offset + column] =
        missing === "mean" && isMissing(cell)
          ? (mean[column] ?? Number.NaN)
          : checked(cell, columns[column], name);
    }
  },
};

function checked(cell: unknown, column: string | undefined, name: string): number {
  if (typeof cell !== "number" || !Number.isFinite(cell))
    throw badCell(name, "should hold finite numbers", column, cell);
  if (!Number.isFinite(Math.fround(cell)))
    throw badCell(name, "should hold numbers within ±3.4e38, the range of float32", column, cell);
  return cell;
}
