import { initializers } from "@tensorflow/tfjs-layers";

type Initializer = ReturnType<typeof initializers.varianceScaling>;

/**
 * First weights of dense and convolution kernels: uniform within ±1/√(inputs of a unit), as PyTorch's layers start.
 *
 * LeCun et al. 1998, "Efficient BackProp", section 4.6, keeps a unit's sum of the order of its inputs; the smaller
 * uniform range starts heads near the mean of their labels.
 */
export function kernelInitializer(seed: number): Initializer {
  return initializers.varianceScaling({ scale: 1 / 3, mode: "fanIn", distribution: "uniform", seed });
}
