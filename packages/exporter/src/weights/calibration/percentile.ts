import type { MagnitudeHistogram } from "./magnitude-histogram.ts";

/** The share of magnitudes that are kept whole. */
const SHARE = 0.9999;

/** The magnitude that 99.99 % of all are below. */
export function percentileThreshold(histogram: MagnitudeHistogram): number {
  const { counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const bin = counts.findIndex((count) => (below += count) >= SHARE * total);
  return histogram.edge(bin + 1);
}
