// T tasks, N elements of a variable
import { add, matMul, type Tensor2D } from "@tensorflow/tfjs-core";

/** The products of every two gradients, `[T, T]`: a part of graphs. @param jacobians `[T, N]` each, their parts by variable */
export function gramianOf(jacobians: readonly Tensor2D[]): Tensor2D {
  const parts = jacobians.map((jacobian) => matMul<Tensor2D>(jacobian, jacobian, false, true));
  return parts.reduce((total, part) => add(total, part));
}
