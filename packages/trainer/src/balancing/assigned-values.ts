import { tensor1d, tidy, variable, type Rank, type Variable } from "@tensorflow/tfjs-core";

/** Numbers that JavaScript changes between steps, where a compiled step reads them. */
export interface AssignedValues {
  /** what a step takes; no gradient is asked of it */
  readonly variable: Variable<Rank.R1>;
  /** @param values read in place, so they must stay as they are until the next ones are set */
  set(values: Float32Array): void;
}

export function assignedValues(values: Float32Array): AssignedValues {
  const assigned = tidy(() => variable(tensor1d(values), false));
  return {
    variable: assigned,
    set: (next) => tidy(() => assigned.assign(tensor1d(next))),
  };
}
