// Legend: P the distribution of magnitudes clipped at a threshold, Q the same after rounding.
import type { MagnitudeHistogram } from "./magnitude-histogram.ts";

/** Magnitudes that 8 bits and a sign tell apart. */
const LEVELS = 128;

/** The probability that Q gives what is clipped to a bin where it has none, which would cost infinitely much else. */
const SMOOTHING = 1e-4;

/**
 * The threshold at which clipping and rounding to 128 levels lose the least information, by the Kullback–Leibler
 * divergence of Q from P (S. Migacz, "8-bit Inference with TensorRT", GTC 2017).
 */
export function entropyThreshold(histogram: MagnitudeHistogram): number {
  const { counts } = histogram;
  let best = { bins: counts.length, divergence: Number.POSITIVE_INFINITY };
  let beyond = counts.subarray(LEVELS).reduce((sum, count) => sum + count, 0);
  for (let bins = LEVELS; bins <= counts.length; bins++) {
    const divergence = divergenceOf(counts.subarray(0, bins), beyond);
    if (divergence < best.divergence) best = { bins, divergence };
    beyond -= counts[bins] ?? 0;
  }
  return histogram.edge(best.bins);
}

/** KL(P ‖ Q) for the bins within a threshold; P's last bin takes all that lie beyond. */
function divergenceOf(within: Float64Array, beyond: number): number {
  const inside = within.reduce((sum, count) => sum + count, 0);
  if (inside === 0) return Number.POSITIVE_INFINITY;
  const total = inside + beyond;
  const last = within.length - 1;
  let divergence = 0;
  for (let level = 0; level < LEVELS; level++) {
    const start = Math.round((level * within.length) / LEVELS);
    const end = Math.round(((level + 1) * within.length) / LEVELS);
    const mean = meanOfSeen(within, start, end);
    for (let bin = start; bin < end; bin++) {
      const count = within[bin] ?? 0;
      const p = (count + (bin === last ? beyond : 0)) / total;
      if (p === 0) continue;
      divergence += p * Math.log(p / (count === 0 ? SMOOTHING : mean / inside));
    }
  }
  return divergence;
}

/** The mean of the bins that are not empty, which is what rounding makes of each of them. */
function meanOfSeen(counts: Float64Array, start: number, end: number): number {
  let sum = 0;
  let seen = 0;
  for (let bin = start; bin < end; bin++) {
    sum += counts[bin] ?? 0;
    if (counts[bin] !== 0) seen++;
  }
  return seen === 0 ? 0 : sum / seen;
}
