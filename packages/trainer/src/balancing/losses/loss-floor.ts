import { maximum, type Tensor1D } from "@tensorflow/tfjs-core";

/** Where a loss is divided by or its logarithm taken, it counts as this much at least. */
export const LOSS_FLOOR = 1e-8;

/** @param losses `[T]` */
export function floored(losses: Tensor1D): Tensor1D {
  return maximum(losses, LOSS_FLOOR);
}
