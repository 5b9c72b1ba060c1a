import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";

/** Most columns that one numeric input may have. */
export const MAX_COLUMNS = 100_000;

/** Named numbers: `[batch, columns]`. */
export interface NumericInput<Column extends string = string> {
  readonly kind: "numeric";
  readonly columns: readonly Column[];
}

export const numericEntries: {
  kind: v.GenericSchema<"numeric">;
  columns: v.GenericSchema<readonly string[]>;
} = {
  kind: v.literal("numeric"),
  columns: distinctStrings(1, MAX_COLUMNS),
};

/**
 * Declares named numbers as input.
 *
 * @throws PolyheadError `config-invalid`
 */
export function numeric<const Column extends string>(options: {
  columns: readonly Column[];
}): NumericInput<Column> {
  validate(v.strictObject(numericEntries), { ...options, kind: "numeric" }, "numeric()", "config-invalid");
  return { kind: "numeric", columns: options.columns };
}
