import { tensor, type Tensor } from "@tensorflow/tfjs-core";

/** Labels with something that can be computed with in place of those that are missing. */
export function withoutGaps(labels: Float64Array, instead = 0): Float64Array {
  return labels.map((label) => (Number.isNaN(label) ? instead : label));
}

/** 1 for each label, 0 for those that are missing. @param shape of the losses */
export function gapWeights(labels: Float64Array, shape: readonly number[]): Tensor {
  return tensor(
    Float32Array.from(labels, (label) => (Number.isNaN(label) ? 0 : 1)),
    [...shape],
  );
}
