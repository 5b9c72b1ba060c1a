import { customGrad, zerosLike, type Tensor1D } from "@tensorflow/tfjs-core";

/** What `weights` gives, as a constant to the gradient tape. @param losses `[T]` */
export function withoutGradient(weights: (losses: Tensor1D) => Tensor1D, losses: Tensor1D): Tensor1D {
  const constant = customGrad((x) => ({
    value: weights(x as Tensor1D),
    gradFunc: () => zerosLike(x as Tensor1D),
  }));
  return constant(losses);
}
