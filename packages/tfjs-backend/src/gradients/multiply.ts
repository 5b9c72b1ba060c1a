import { broadcast_util, cast, mul, reshape, sum, type GradConfig, type Tensor } from "@tensorflow/tfjs-core";

/** dy by the other operand; tfjs's own casts it first, float32 or not. */
export const multiplyGradient: GradConfig = {
  kernelName: "Multiply",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, [a, b]) => ({
    a: () => scaled(dy as Tensor, b!, a!.shape),
    b: () => scaled(dy as Tensor, a!, b!.shape),
  }),
};

function scaled(dy: Tensor, other: Tensor, shape: number[]): Tensor {
  const product = mul(dy, other.dtype === "float32" ? other : cast(other, "float32"));
  const axes = broadcast_util.getReductionAxes(shape, dy.shape);
  return axes.length === 0 ? product : reshape(sum(product, axes), shape);
}
