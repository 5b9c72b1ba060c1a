import { inputSize, type DatesInput, type FittedInput } from "@polyhead/spec";
import { encodedRow } from "./encoded-row.ts";
import type { InputKind } from "./input-kind.ts";
import { fitNormalizer, standardized } from "./standardized.ts";

type FittedDates = Extract<FittedInput, { kind: "dates" }>;

/** Kept as features, NaN where a date is missing; standardized by feature. */
export const datesKind: InputKind<DatesInput, FittedDates> = {
  column(spec, name) {
    const unfitted = { ...spec, normalizer: { mean: [], std: [] } };
    const features = inputSize(spec);
    return {
      row: (value) => encodedRow(unfitted, value, name),
      fit: (input) => fitNormalizer(features, (normalizer) => ({ ...input, normalizer })),
      tensor: ({ normalizer }, rows) => standardized(rows, normalizer, [features]),
    };
  },
};
