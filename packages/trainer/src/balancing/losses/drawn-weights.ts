import { tensor1d, tidy, variable, type Tensor1D, type Variable } from "@tensorflow/tfjs-core";

/** Weights `[T]` that JavaScript changes between steps, where a compiled step reads them. */
export interface DrawnWeights {
  readonly variable: Variable;
  /** as the step takes them; no gradient is asked of them */
  readonly weights: Tensor1D;
  set(values: readonly number[]): void;
}

export function drawnWeights(values: readonly number[]): DrawnWeights {
  const weights = tidy(() => variable(tensor1d([...values]), false));
  return {
    variable: weights,
    weights: weights,
    set: (next) => tidy(() => weights.assign(tensor1d([...next]))),
  };
}

/** Σ = 1, without overflow. */
export function softmaxOf(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
