// Legend: C channels; sums are over the axes along which the parameters broadcast.
import {
  add,
  backend_util,
  mul,
  neg,
  reshape,
  rsqrt,
  sub,
  sum,
  type GradConfig,
  type Tensor,
} from "@tensorflow/tfjs-core";

/**
 * The gradients of y = (x − mean) · scale / √(variance + ε) + offset, all from dy · scale / √(variance + ε), Σ dy and
 * Σ dy · (x − mean).
 *
 * Sums before it multiplies, so that all but two products are of size C.
 */
export const fusedBatchNormGradient: GradConfig = {
  kernelName: "FusedBatchNorm",
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (dyOrList, saved, attrs) => {
    const dy = dyOrList as Tensor;
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const axes = backend_util.getReductionAxes(mean.shape, x.shape);
    const summed = (tensor: Tensor): Tensor =>
      reshape(axes.length === 0 ? tensor : sum(tensor, axes), mean.shape);
    const inverse = rsqrt(add(variance, attrs["varianceEpsilon"] as number)); // [C]
    const slope = scale === undefined || scale === null ? inverse : mul(inverse, scale); // [C]
    const sumOfDy = summed(dy);
    const sumOfProducts = summed(mul(dy, sub(x, mean)));
    return {
      x: () => reshape(mul(dy, slope), x.shape),
      mean: () => mul(neg(slope), sumOfDy),
      variance: () => mul(mul(mul(inverse, inverse), mul(slope, -0.5)), sumOfProducts),
      scale: () => mul(sumOfProducts, inverse),
      offset: () => reshape(sumOfDy, mean.shape),
    };
  },
};
