import type { Optimizer, Variable } from "@tensorflow/tfjs-core";

/** An optimizer as a config names it. */
export interface OptimizerConfig {
  readonly name: string;
  readonly learningRate: number;
  /** the others that it was made with, as JSON, so that a run is not resumed with others */
  readonly options: Readonly<Record<string, number | boolean>>;
  /** Starts one run's state. @param trainable the variables it will update */
  create(trainable: readonly Variable[]): Optimizer;
}
