// T tasks
import type { Scalar, Tensor1D, Variable } from "@tensorflow/tfjs-core";

/** What a method may know of a task. */
export interface BalancedTask {
  readonly name: string;
  /** the likelihood whose negative logarithm the task's loss is, up to scale */
  readonly likelihood: "gaussian" | "categorical";
}

/** A way to weigh T losses against one another: the choice in a config. */
export interface Balancing {
  readonly name: string;
  /** Starts one run's state. */
  create(tasks: readonly BalancedTask[]): Balancer;
}

/** The state of a method during one run. */
export interface Balancer {
  /** The method's own trainable variables; the run's optimizer trains them together with the model. */
  readonly variables: readonly Variable[];
  /**
   * Called in every step, under the gradient tape.
   *
   * @param losses `[T]`
   * @returns the objective is `Σ weights·losses + penalty`; a weight that must not pass a gradient is a constant
   */
  balance(losses: Tensor1D): { readonly weights: Tensor1D; readonly penalty?: Scalar };
  dispose(): void;
}
