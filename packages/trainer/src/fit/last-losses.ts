// T tasks
import { add, mul, ones, sub, tidy, variable, type Tensor1D, type Variable } from "@tensorflow/tfjs-core";

/**
 * What balancing sees in place of the losses of tasks that a batch has no label of: those last seen, as constants. A task
 * that was not seen yet counts as 1, about where losses start.
 */
export class LastLosses {
  /** `[T]`, part of a checkpoint */
  readonly variable: Variable;

  constructor(tasks: number) {
    this.variable = tidy(() => variable(ones([tasks]), false));
  }

  /** @param losses `[T]`, 0 for a task that is not present @param present `[T]`, 1 or 0; absent where all are */
  complete(losses: Tensor1D, present: Tensor1D | undefined): Tensor1D {
    if (present === undefined) return losses;
    return add(mul(losses, present), mul(this.variable, sub(1, present)));
  }

  /** @param completed as `complete` gave them */
  remember(completed: Tensor1D): void {
    this.variable.assign(completed);
  }
}
