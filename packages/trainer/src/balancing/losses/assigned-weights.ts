import { tensor1d, tidy, variable, type Rank, type Variable } from "@tensorflow/tfjs-core";

/** Weights `[T]` that JavaScript changes between steps, where a compiled step reads them. */
export interface AssignedWeights {
  /** what a step takes; no gradient is asked of it */
  readonly variable: Variable<Rank.R1>;
  set(values: readonly number[]): void;
}

export function assignedWeights(values: readonly number[]): AssignedWeights {
  const weights = tidy(() => variable(tensor1d([...values]), false));
  return {
    variable: weights,
    set: (next) => tidy(() => weights.assign(tensor1d([...next]))),
  };
}
