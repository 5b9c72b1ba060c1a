import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";

/** Most columns that one input may have. */
export const MAX_COLUMNS = 100_000;

/** Named numbers: `[batch, columns]`. */
export interface NumericInput<Column extends string = string> {
  readonly kind: "numeric";
  readonly columns: readonly Column[];
  /** a value that is missing becomes the mean of its column in the rows trained on; refused by default */
  readonly missing?: "mean";
}

export const numericEntries: {
  kind: v.GenericSchema<"numeric">;
  columns: v.GenericSchema<readonly string[]>;
  missing: v.OptionalSchema<v.GenericSchema<"mean">, undefined>;
} = {
  kind: v.literal("numeric"),
  columns: distinctStrings(1, MAX_COLUMNS),
  missing: v.optional(v.literal("mean")),
};

/**
 * Declares named numbers as input.
 *
 * @param options.missing what becomes of a value that is not there (null, NaN, an empty text): it is refused by default; with
 *   "mean" it becomes the mean of its column in the rows trained on
 * @throws PolyheadError `config-invalid`
 */
export function numeric<const Column extends string>(options: {
  columns: readonly Column[];
  missing: "mean";
}): NumericInput<Column> & { readonly missing: "mean" };
export function numeric<const Column extends string>(options: {
  columns: readonly Column[];
  missing?: "refuse";
}): NumericInput<Column>;
export function numeric<const Column extends string>(options: {
  columns: readonly Column[];
  missing?: "refuse" | "mean";
}): NumericInput<Column> {
  const optionsSchema = v.strictObject({
    columns: numericEntries.columns,
    missing: v.optional(v.picklist(["refuse", "mean"], 'should be "refuse" or "mean"')),
  });
  validate(optionsSchema, options, "numeric()", "config-invalid");
  const { columns, missing } = options;
  return { kind: "numeric", columns, ...(missing === "mean" && { missing }) };
}
