import type { Measure } from "./measure.ts";

/**
 * Mean absolute error, in the task's unit, and R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², where ȳ is the mean of what was seen;
 * R² is left out when the labels do not vary.
 */
export function regressionMetrics(): Measure<Readonly<Record<string, number>>> {
  let seen = 0;
  let absolute = 0;
  let squared = 0;
  let mean = 0;
  let spread = 0;
  return {
    add(predictions, labels) {
      for (let row = 0; row < labels.length; row++) {
        const label = labels[row] ?? Number.NaN;
        const error = (predictions[row] ?? Number.NaN) - label;
        seen++;
        absolute += Math.abs(error);
        squared += error * error;
        const step = label - mean;
        mean += step / seen;
        spread += step * (label - mean);
      }
    },
    values: () => ({
      ...(seen > 0 && { mae: absolute / seen }),
      ...(spread > 0 && { r2: 1 - squared / spread }),
    }),
  };
}
