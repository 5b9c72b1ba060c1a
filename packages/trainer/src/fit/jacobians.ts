// T tasks, N elements of a variable, P elements of all shared variables
import {
  add,
  reshape,
  stack,
  tensor2d,
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

/** Every task's gradient of all shared variables, [P] each. */
export async function rowsOf(jacobians: readonly Tensor[], tasks: number): Promise<Float32Array[]> {
  const parts = await Promise.all(jacobians.map((jacobian) => jacobian.data<"float32">()));
  const total = parts.reduce((sum, { length }) => sum + length, 0) / tasks;
  return Array.from({ length: tasks }, (_, task) => {
    const row = new Float32Array(total);
    let at = 0;
    for (const part of parts) {
      const size = part.length / tasks;
      row.set(part.subarray(task * size, (task + 1) * size), at);
      at += size;
    }
    return row;
  });
}

/** A direction [P] as rows [1, N], one a variable. */
export function splitDirection(direction: Float32Array, variables: readonly Variable[]): Tensor[] {
  let at = 0;
  return variables.map(({ size }) => {
    const piece = tensor2d(direction.slice(at, at + size), [1, size]);
    at += size;
    return piece;
  });
}
