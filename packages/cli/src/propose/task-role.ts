import { PolyheadError } from "@polyhead/spec";
import type { ColumnProfile } from "@polyhead/trainer";

/** What a column may be among a model's tasks. */
export type TaskRole =
  | { readonly kind: "regression" | "count" }
  | { readonly kind: "binary"; readonly positive?: string; readonly negative?: string }
  | { readonly kind: "classification"; readonly classes: readonly string[] };

/** Different whole numbers up to which they are classes. */
const MOST_NUMBER_CLASSES = 20;

const MOST_CLASSES = 1000;

const YES = /^(yes|y|true|t|positive|pos|spam|won|churned|fraud)$/i;

/**
 * Proposes the kind of task that a column's values are labels of.
 *
 * @throws PolyheadError `usage` for a column that can be none
 */
export function taskRole(column: ColumnProfile, values: readonly string[]): TaskRole {
  const { name, distinct, numbers, texts } = column;
  if (numbers !== undefined) return ofNumbers(numbers, distinct, values);
  if (values.length < 2 || distinct === undefined || distinct > MOST_CLASSES || texts === undefined)
    throw new PolyheadError(
      "usage",
      `A task's column should hold numbers, or 2 to ${MOST_CLASSES} different texts; "${name}" holds ${distinct ?? "many"}. Name others with --task.`,
      { details: { column: name } },
    );
  return values.length === 2 ? yesOrNo(column, values) : { kind: "classification", classes: values };
}

function ofNumbers(
  { whole, minimum }: NonNullable<ColumnProfile["numbers"]>,
  distinct: number | undefined,
  values: readonly string[],
): TaskRole {
  const few = distinct !== undefined && distinct <= MOST_NUMBER_CLASSES && distinct >= 2;
  if (few && values.every((value) => value === "0" || value === "1")) return { kind: "binary" };
  if (few && whole) return { kind: "classification", classes: values };
  return { kind: whole && minimum === 0 ? "count" : "regression" };
}

/** The positive one is the one that says yes, or else the rarer one. */
function yesOrNo({ values: counts }: ColumnProfile, values: readonly string[]): TaskRole {
  const rarer = counts.at(-1)?.value;
  const positive = values.find((value) => YES.test(value)) ?? rarer ?? "";
  const negative = values.find((value) => value !== positive) ?? "";
  return { kind: "binary", positive, negative };
}
