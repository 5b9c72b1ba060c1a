import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";
import { MAX_COLUMNS } from "./numeric.ts";

/** Most different values that may be kept of one column. */
export const MAX_CATEGORIES = 100_000;

/** Longest value that may be kept, in characters. */
export const MAX_CATEGORY_LENGTH = 1000;

const DEFAULT_MAX_CATEGORIES = 10_000;

/**
 * Named values out of a limited number: `[batch, columns]` whole numbers. 0 stands for a value that is missing or unknown; the
 * others count from 1 by how often they occur in the rows trained on.
 */
export interface CategoricalInput<Column extends string = string> {
  readonly kind: "categorical";
  readonly columns: readonly Column[];
  /** a value that occurs less often in the rows trained on counts as unknown */
  readonly minCount: number;
  /** of one column's values, the most frequent that are kept; the others count as unknown */
  readonly maxCategories: number;
}

export const categoricalEntries: {
  kind: v.GenericSchema<"categorical">;
  columns: v.GenericSchema<readonly string[]>;
  minCount: v.GenericSchema<number>;
  maxCategories: v.GenericSchema<number>;
} = {
  kind: v.literal("categorical"),
  columns: distinctStrings(1, MAX_COLUMNS),
  minCount: v.pipe(v.number(), v.integer("should be a whole number"), v.minValue(1, "should be at least 1")),
  maxCategories: v.pipe(
    v.number(),
    v.integer("should be a whole number"),
    v.minValue(1, "should be at least 1"),
    v.maxValue(MAX_CATEGORIES, `should be at most ${MAX_CATEGORIES}`),
  ),
};

/** For each column its values, the most frequent first: value `i` enters the model as `i + 1`. */
export const vocabulariesSchema: v.GenericSchema<unknown, readonly (readonly string[])[]> = v.array(
  distinctStrings(0, MAX_CATEGORIES),
) as v.GenericSchema<unknown, readonly (readonly string[])[]>;

/**
 * Declares columns of names, codes or yes and no as input. Values are told apart by their text, so that `1`, "1" and "1" from a
 * CSV file are one, and "1.0" is another.
 *
 * @param options.minCount a value that occurs less often in the rows trained on counts as unknown; default 1
 * @param options.maxCategories of one column's values, the most frequent that are kept; default 10,000
 * @throws PolyheadError `config-invalid`
 */
export function categorical<const Column extends string>(options: {
  columns: readonly Column[];
  minCount?: number;
  maxCategories?: number;
}): CategoricalInput<Column> {
  const input: CategoricalInput<Column> = {
    minCount: 1,
    maxCategories: DEFAULT_MAX_CATEGORIES,
    ...options,
    kind: "categorical",
  };
  validate(v.strictObject(categoricalEntries), input, "categorical()", "config-invalid");
  return input;
}
