import { indexOfLargest } from "./index-of-largest.ts";
import type { Measure } from "./measure.ts";

/** How far probabilities can be believed. */
export interface Calibration {
  /** expected calibration error, 0 to 1: how far confidence is from accuracy, on average over examples */
  readonly ece: number;
  /** a reliability diagram: examples by the probability of the class predicted */
  readonly bins: readonly ReliabilityBin[];
}

export interface ReliabilityBin {
  /** probabilities above `from` up to and including `to` */
  readonly from: number;
  readonly to: number;
  readonly examples: number;
  /** mean probability of the class predicted; absent from an empty bin */
  readonly confidence?: number;
  /** share of right predictions; absent from an empty bin */
  readonly accuracy?: number;
}

/**
 * Expected calibration error Σ |B_m|/n · |acc(B_m) − conf(B_m)| over bins of equal width (Guo, Pleiss, Sun, Weinberger 2017,
 * "On Calibration of Modern Neural Networks", eq. 3).
 *
 * @param bins as in the paper's experiments, 15 by default
 */
export function calibration(classes: number, bins = 15): Measure<Calibration> {
  const sums = Array.from({ length: bins }, () => ({ examples: 0, right: 0, confidence: 0 }));
  return {
    add(probabilities, labels) {
      for (const [row, label] of labels.entries()) {
        const predicted = indexOfLargest(probabilities, row * classes, classes);
        const confidence = probabilities[row * classes + predicted] ?? Number.NaN;
        const bin = sums[Math.min(bins, Math.max(1, Math.ceil(confidence * bins))) - 1];
        if (bin === undefined) continue;
        bin.examples++;
        bin.confidence += confidence;
        if (predicted === label) bin.right++;
      }
    },
    values() {
      const seen = sums.reduce((sum, { examples }) => sum + examples, 0);
      const gaps = sums.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0);
      return {
        ece: gaps / seen,
        bins: sums.map((sum, index) => reliability(sum, index / bins, (index + 1) / bins)),
      };
    },
  };
}

function reliability(
  { examples, right, confidence }: { examples: number; right: number; confidence: number },
  from: number,
  to: number,
): ReliabilityBin {
  return {
    from,
    to,
    examples,
    ...(examples > 0 && { confidence: confidence / examples, accuracy: right / examples }),
  };
}
