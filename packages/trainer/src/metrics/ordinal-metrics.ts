// K levels
import { medianLevel } from "@polyhead/spec";
import { defined } from "./class-counts.ts";
import type { Measure } from "./measure.ts";

/**
 * Of the median level: quadratically weighted κ (Cohen 1968) `1 − Σ(y − ŷ)² / Σ(y − ŷ)² expected of independent y and ŷ`, accuracy,
 * and the mean absolute error in levels.
 */
export function ordinalMetrics(levels: number): Measure<Readonly<Record<string, number>>> {
  let seen = 0;
  let right = 0;
  let absolute = 0;
  let squared = 0;
  const sums = { label: 0, predicted: 0, squares: 0 };
  return {
    add(probabilities, labels) {
      for (const [row, label] of labels.entries()) {
        const predicted = medianLevel(probabilities, row * levels, levels);
        seen++;
        if (predicted === label) right++;
        absolute += Math.abs(predicted - label);
        squared += (predicted - label) ** 2;
        sums.label += label;
        sums.predicted += predicted;
        sums.squares += label ** 2 + predicted ** 2;
      }
    },
    values() {
      const expected = sums.squares - (2 * sums.label * sums.predicted) / seen;
      return defined({ kappa: 1 - squared / expected, accuracy: right / seen, mae: absolute / seen });
    },
  };
}
