import type { ColumnProfile } from "@polyhead/trainer";

/** What a column may be among a model's tasks. */
export type TaskRole =
  | { readonly kind: "regression" | "count" }
  | { readonly kind: "binary"; readonly positive?: string; readonly negative?: string }
  | { readonly kind: "classification"; readonly classes: readonly string[] }
  | { readonly kind: "multiLabel"; readonly labels: readonly string[] };

/** Different whole numbers up to which they are classes. */
const MOST_NUMBER_CLASSES = 20;

const MOST_CLASSES = 1000;

const YES = /^(yes|y|ja|oui|s[ií]|true|t|positive|pos|spam|won|churned|fraud)$/i;

/** Of this many rows and more, a text should come again in another row on average. */
const SOME_ROWS = 20;

/** Why a column's values can be no labels, a phrase that names it; undefined where they can. */
export function taskFault(column: ColumnProfile): string | undefined {
  const { name, distinct, count, missing, numbers, texts, lists, objects } = column;
  const there = count - missing;
  const fault = (what: string): string => `"${name}" ${what}`;
  if (there === 0) return fault("has no value");
  if (objects > 0 || (lists > 0 && lists < there)) return fault("holds values of several types, or objects");
  if (distinct === 1) return fault("has the same value in all rows");
  if (numbers !== undefined) return undefined;
  const example = column.values[0]?.value ?? "";
  if (texts?.quantities === true) return fault(`holds numbers with signs or units, such as ${example}`);
  if (texts?.dates === true || texts?.otherDates === true) return fault(`holds dates, such as ${example}`);
  if (distinct === undefined || distinct > MOST_CLASSES)
    return fault(`holds more than ${MOST_CLASSES} different texts`);
  if (texts === undefined) return fault("holds values of several types");
  if (lists === 0 && there >= SOME_ROWS && distinct > there / 2)
    return fault(`holds ${distinct} different texts in ${there} rows`);
  return undefined;
}

/** Proposes the kind of task that a column's values are labels of; `taskFault` tells of which they can be none. */
export function taskRole(column: ColumnProfile, values: readonly string[]): TaskRole {
  const { distinct, numbers, lists } = column;
  if (numbers !== undefined) return ofNumbers(numbers, distinct, values);
  if (lists > 0) return { kind: "multiLabel", labels: values };
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
