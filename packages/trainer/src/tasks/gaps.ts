import { tensor, type Tensor } from "@tensorflow/tfjs-core";

/** Labels with something that can be computed with in place of those that are missing. */
export function withoutGaps(labels: Float64Array, instead = 0): Float64Array {
  return labels.map((label) => (Number.isNaN(label) ? instead : label));
}

/**
 * What each label counts, and 0 for those that are missing.
 *
 * @param shape of the losses
 * @param weightOf 1 by default
 */
export function gapWeights(
  labels: Float64Array,
  shape: readonly number[],
  weightOf: (label: number, at: number) => number = () => 1,
): Tensor {
  return tensor(
    Float32Array.from(labels, (label, at) => (Number.isNaN(label) ? 0 : weightOf(label, at))),
    [...shape],
  );
}
