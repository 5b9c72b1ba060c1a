import type { Measure } from "./measure.ts";

/** How errors of a regression are spread. */
export interface Residuals {
  /** of prediction − label, in the task's unit, from the lowest to the highest */
  readonly quantiles: readonly Quantile[];
}

interface Quantile {
  /** 0 to 1 */
  readonly share: number;
  readonly value: number;
}

const SHARES: readonly number[] = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** Quantiles of prediction − label, linear between the two nearest (Hyndman and Fan 1996, definition 7). */
export function residuals(): Measure<Residuals> {
  const errors: number[] = [];
  return {
    add(predictions, labels) {
      for (const [row, label] of labels.entries()) errors.push((predictions[row] ?? Number.NaN) - label);
    },
    values() {
      const sorted = Float64Array.from(errors).toSorted();
      return { quantiles: SHARES.map((share) => ({ share, value: quantile(sorted, share) })) };
    },
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (place - Math.floor(place)) * (above - below);
}
