import type { ColumnProfile } from "@polyhead/trainer";

/** What a column may be among a model's inputs. */
export type InputRole =
  | { readonly kind: "numeric" | "categorical" | "dates" | "image" }
  | { readonly kind: "text"; readonly tokens: "words" | "characters" }
  | { readonly kind: "none"; readonly reason: string };

const IDENTIFIER = /(^|[_\s-])(id|uuid|index|key)$|^(id|unnamed)([_\s:-]|$)/i;

/** Text columns with more different values than this are read as text. */
const MOST_CATEGORIES = 1000;

/** Rows a category should have on average. */
const CATEGORY_ROWS = 4;

/** Proposes what a column may be from its name and values. */
export function inputRole(column: ColumnProfile): InputRole {
  const { name, count, missing, distinct, numbers, texts, lists, objects } = column;
  const there = count - missing;
  if (there === 0) return none("it has no value");
  if (objects > 0) return none("it holds objects: give their parts columns of their own");
  if (lists > 0 && lists < there) return none("it holds lists and other values");
  if (distinct === 1 && missing === 0) return none("it has the same value in all rows");
  if (name === "" || (IDENTIFIER.test(name) && (distinct ?? there) > there / 2)) return none("it names rows");
  if (numbers !== undefined) return numbersRow(column) ? none("it numbers rows") : { kind: "numeric" };
  if (texts?.dates === true) return { kind: "dates" };
  if (texts?.pictures === true) return { kind: "image" };
  if (lists > 0) return { kind: "text", tokens: "words" };
  if (distinct !== undefined && distinct <= Math.min(MOST_CATEGORIES, Math.max(2, there / CATEGORY_ROWS)))
    return { kind: "categorical" };
  if (texts === undefined) return none("it holds values of several types");
  const [example = { value: "" }] = column.values;
  if (texts.otherDates)
    return none(`its dates are written like ${example.value}; write them like 2024-12-31`);
  if (texts.quantities)
    return none(`its numbers are written like ${example.value}; write them without signs and units`);
  return { kind: "text", tokens: texts.words.mean < 1.5 ? "characters" : "words" };
}

function none(reason: string): InputRole {
  return { kind: "none", reason };
}

const FEW_ROWS = 20;

/** One whole number after another, each once. */
function numbersRow({ numbers, count, missing, distinct }: ColumnProfile): boolean {
  if (numbers?.whole !== true || missing > 0 || count < FEW_ROWS) return false;
  return (distinct ?? count) === count && numbers.maximum - numbers.minimum === count - 1;
}
