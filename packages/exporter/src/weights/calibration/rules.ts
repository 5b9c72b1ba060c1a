import type { Range } from "../int8-static.ts";
import { entropyThreshold } from "./entropy.ts";
import type { MagnitudeHistogram } from "./magnitude-histogram.ts";
import type { CalibrationRule } from "./observe.ts";
import { percentileThreshold } from "./percentile.ts";

/** How the range of an activation follows from what was seen of it. */
export type CalibrationMethod = "minmax" | "percentile" | "entropy";

export const calibrationRules: Readonly<Record<CalibrationMethod, CalibrationRule>> = {
  minmax: (seen) => seen,
  percentile: clippedAt(percentileThreshold),
  entropy: clippedAt(entropyThreshold),
};

function clippedAt(thresholdOf: (magnitudes: MagnitudeHistogram) => number): CalibrationRule {
  return ({ min, max }: Range, magnitudes) => {
    const threshold = thresholdOf(magnitudes);
    return { min: Math.max(min, -threshold), max: Math.min(max, threshold) };
  };
}
