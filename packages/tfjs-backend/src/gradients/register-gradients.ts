import { registerGradient } from "@tensorflow/tfjs-core";
import {
  sigmoidGradient,
  sigmoidSlopeGradient,
  tanhGradient,
  tanhSlopeGradient,
} from "./activation-gradients.ts";
import { fusedBatchNormGradient } from "./fused-batch-norm.ts";
import { meanGradient, sumGradient } from "./sum-and-mean.ts";
import { multiplyGradient } from "./multiply.ts";
import { tileGradient } from "./tile.ts";

const gradients = [
  fusedBatchNormGradient,
  meanGradient,
  multiplyGradient,
  sigmoidGradient,
  sigmoidSlopeGradient,
  sumGradient,
  tanhGradient,
  tanhSlopeGradient,
  tileGradient,
];

/**
 * Replaces tfjs's gradients of Sum, Mean, Multiply, Sigmoid, Tanh, Tile and FusedBatchNorm by ones that give the same with
 * fewer kernels, on every backend.
 */
export function registerGradients(): void {
  for (const gradient of gradients) registerGradient(gradient);
}
