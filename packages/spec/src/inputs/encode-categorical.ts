import { isMissing } from "../example.ts";
import type { FittedInput } from "../manifest.ts";
import type { CategoricalInput } from "./categorical.ts";
import { badCell, cellsOf } from "./cells.ts";
import type { InputKind } from "./input-kind.ts";

/** What stands for a value that is missing, or that was not learned. */
const UNKNOWN = 0;

/** Values in the columns' order, or by column name, as `[columns]` places in the vocabularies. */
export const categoricalKind: InputKind<CategoricalInput, Extract<FittedInput, { kind: "categorical" }>> = {
  type: "int32",
  shape: ({ columns }) => [columns.length],
  encode({ columns, vocabularies }, value, name, target, offset) {
    const categories = categoriesOf(columns, value, name);
    for (const [column, category] of categories.entries())
      target[offset + column] = placeOf(vocabularies[column] ?? [], category);
  },
};

/**
 * A row's values as the texts that they are told apart by; undefined where one is missing.
 *
 * @param value texts, numbers, and yes and no, in the columns' order or by column name
 * @throws PolyheadError `input-invalid`
 */
export function categoriesOf(
  columns: readonly string[],
  value: unknown,
  name: string,
): readonly (string | undefined)[] {
  const cells = cellsOf(columns, value, name, "values", true);
  return columns.map((column, index) => categoryOf(cells[index], column, name));
}

function categoryOf(cell: unknown, column: string, name: string): string | undefined {
  if (typeof cell === "string") return cell === "" ? undefined : cell;
  if (isMissing(cell)) return undefined;
  if (typeof cell === "number" || typeof cell === "boolean" || typeof cell === "bigint") return String(cell);
  throw badCell(name, "should hold texts, numbers, true or false", column, cell);
}

/** Places by category, made once for each vocabulary. */
const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function placeOf(vocabulary: readonly string[], category: string | undefined): number {
  if (category === undefined) return UNKNOWN;
  let known = places.get(vocabulary);
  if (known === undefined) {
    known = new Map(vocabulary.map((word, index) => [word, index + 1]));
    places.set(vocabulary, known);
  }
  return known.get(category) ?? UNKNOWN;
}
