import { type FittedInput, type NumericInput } from "@polyhead/spec";
import { encodedRow } from "./encoded-row.ts";
import type { InputKind } from "./input-kind.ts";
import { fitNormalizer, standardized } from "./standardized.ts";

type FittedNumeric = Extract<FittedInput, { kind: "numeric" }>;

/** Kept as numbers, NaN where one is missing; standardized by column. */
export const numericKind: InputKind<NumericInput, FittedNumeric> = {
  column(spec, name) {
    const unfitted = { ...spec, normalizer: { mean: [], std: [] } };
    return {
      row: (value) => encodedRow(unfitted, value, name),
      fit: (input) => fitNormalizer(input.columns.length, (normalizer) => ({ ...input, normalizer })),
      tensor: ({ normalizer, columns }, rows) => standardized(rows, normalizer, [columns.length]),
    };
  },
};
