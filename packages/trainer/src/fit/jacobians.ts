// T tasks, N elements of a variable
import {
  add,
  reshape,
  stack,
  zeros,
  type NamedTensorMap,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";

/** A variable's gradients by task, [T, N]; zeros for a task that does not reach it. */
export function jacobianOf(variable: Variable, gradients: readonly NamedTensorMap[]): Tensor2D {
  const rows = gradients.map(({ [variable.name]: gradient }) =>
    reshape(gradient ?? zeros(variable.shape), [-1]),
  );
  return stack(rows) as Tensor2D;
}

/** The sum of what there is of a variable's gradients. */
export function totalGradient(variable: Variable, gradients: readonly NamedTensorMap[]): Tensor {
  const found = gradients.flatMap(({ [variable.name]: gradient }) => gradient ?? []);
  return found.length === 0 ? zeros(variable.shape) : found.reduce((total, gradient) => add(total, gradient));
}
