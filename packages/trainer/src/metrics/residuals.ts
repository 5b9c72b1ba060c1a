import type { Measure } from "./measure.ts";

/** How errors of a regression are spread. */
export interface Residuals {
  /** of prediction − label, in the task's unit, from the lowest to the highest */
  readonly quantiles: readonly Quantile[];
  /** a histogram over as many equal parts of the way from the lowest to the highest */
  readonly bins: readonly ResidualBin[];
}

/** Errors above `from` up to and including `to`; the first bin has the lowest, too. */
export interface ResidualBin {
  readonly from: number;
  readonly to: number;
  readonly examples: number;
}

interface Quantile {
  /** 0 to 1 */
  readonly share: number;
  readonly value: number;
}

const BINS = 40;
const SHARES: readonly number[] = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** Prediction − label: quantiles, linear between the two nearest (Hyndman and Fan 1996, definition 7), and a histogram. */
export function residuals(): Measure<Residuals> {
  const errors: number[] = [];
  return {
    add(predictions, labels) {
      for (const [row, label] of labels.entries()) errors.push((predictions[row] ?? Number.NaN) - label);
    },
    values() {
      const sorted = Float64Array.from(errors).toSorted();
      const quantiles = SHARES.map((share) => ({ share, value: quantile(sorted, share) }));
      return { quantiles, bins: histogram(sorted) };
    },
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (place - Math.floor(place)) * (above - below);
}

function histogram(sorted: Float64Array): ResidualBin[] {
  const lowest = sorted[0] ?? Number.NaN;
  const width = ((sorted.at(-1) ?? Number.NaN) - lowest) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const error of sorted) {
    const bin = width > 0 ? Math.ceil((error - lowest) / width) - 1 : 0;
    counts[Math.min(BINS - 1, Math.max(0, bin))]! += 1;
  }
  return counts.map((examples, at) => ({
    from: lowest + at * width,
    to: lowest + (at + 1) * width,
    examples,
  }));
}
