// B examples, N numbers a label
import { defined, mean } from "./class-counts.ts";
import type { Measure } from "./measure.ts";

/**
 * Mean absolute error, in the task's unit, its root mean square, and R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², where ȳ is the mean of what was
 * seen; R² is left out when the labels do not vary. Of several numbers, their means; numbers that are not known are left out.
 *
 * @param numbers N @param figures predicted of each number @param point which of these is the number itself
 */
export function regressionMetrics(
  numbers = 1,
  figures = 1,
  point = 0,
): Measure<Readonly<Record<string, number>>> {
  const sums = Array.from({ length: numbers }, () => new Errors());
  return {
    add(predictions, labels) {
      for (const [at, label] of labels.entries()) {
        if (!Number.isNaN(label))
          sums[at % numbers]?.add(predictions[at * figures + point] ?? Number.NaN, label);
      }
    },
    values: () =>
      defined({
        mae: mean(sums.map(({ mae }) => mae)),
        rmse: mean(sums.map(({ rmse }) => rmse)),
        r2: mean(sums.map(({ r2 }) => r2)),
      }),
  };
}

/** Errors of one number, by Welford's sums. */
class Errors {
  #seen = 0;
  #absolute = 0;
  #squared = 0;
  #mean = 0;
  #spread = 0;

  add(prediction: number, label: number): void {
    const error = prediction - label;
    this.#seen++;
    this.#absolute += Math.abs(error);
    this.#squared += error * error;
    const step = label - this.#mean;
    this.#mean += step / this.#seen;
    this.#spread += step * (label - this.#mean);
  }

  get mae(): number {
    return this.#absolute / this.#seen;
  }

  get rmse(): number {
    return Math.sqrt(this.#squared / this.#seen);
  }

  get r2(): number {
    return this.#spread > 0 ? 1 - this.#squared / this.#spread : Number.NaN;
  }
}
