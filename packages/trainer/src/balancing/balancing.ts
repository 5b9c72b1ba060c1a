// T tasks, P elements of the variables that tasks share
import type { Scalar, Tensor1D, Variable } from "@tensorflow/tfjs-core";

/** What a method may know of a task. */
export interface BalancedTask {
  readonly name: string;
  /** the likelihood whose negative logarithm the task's loss is, up to scale */
  readonly likelihood: "gaussian" | "categorical";
}

/** A way to weigh T tasks against one another: the choice in a config. */
export type Balancing = LossBalancing | GradientBalancing;

/** Weights from losses alone. */
export interface LossBalancing {
  readonly kind: "losses";
  readonly name: string;
  /** Starts one run's state. */
  create(tasks: readonly BalancedTask[], seed: number): LossBalancer;
}
export interface LossBalancer {
  readonly variables: readonly Variable[];
  readonly state?: readonly Variable[];
  beforeStep?(): void;
  balance(losses: Tensor1D): { readonly weights: Tensor1D; readonly penalty?: Scalar };
  afterUpdate?(before: Tensor1D, after: Tensor1D): void;
  endEpoch?(losses: readonly number[]): void;
  save?(): unknown;
  restore?(saved: unknown): void;
  dispose(): void;
}
export interface GradientBalancing {
  readonly kind: "gradients";
  readonly name: string;
  create(tasks: readonly BalancedTask[], seed: number): GradientBalancer;
}
export interface GradientBalancer {
  weigh?(gramian: Float64Array, losses: Float64Array): Float64Array;
  combine?(jacobian: readonly Float32Array[], losses: Float64Array): Float32Array;
  save(): unknown;
  restore(saved: unknown): void;
}
