import type { Optimizer, Variable } from "@tensorflow/tfjs-core";

/** An optimizer as a config names it. */
export interface OptimizerConfig {
  readonly name: string;
  readonly learningRate: number;
  /** Starts one run's state. @param trainable the variables it will update */
  create(trainable: readonly Variable[]): Optimizer;
}
