// B examples in a batch, C width of the task's output (classes, or 1)
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { FittedTask, TaskSpec } from "@polyhead/spec";

/** Everything the trainer knows of one kind of task. */
export interface TaskKind<T extends TaskSpec, F extends FittedTask> {
  /** the likelihood behind the loss, for balancing methods that need it */
  readonly likelihood: "gaussian" | "categorical";
  /** The metric that stands for the task in averages: larger is better, 1 is perfect. */
  readonly primaryMetric: string;
  /** Adds the task's output layer: `[B, features]` → `[B, C]`. */
  head(features: SymbolicTensor, task: T, name: string, seed: number): SymbolicTensor;
  /**
   * A label as a number: the class's index, or the value itself.
   *
   * @throws PolyheadError `data-invalid` for a class that is not in the list, or a number that is not finite
   */
  encodeLabel(task: T, label: string | number, name: string): number;
  /** Learns from the training split's encoded labels what the head and its loss need. */
  fit(task: T, labels: Float64Array): F;
  /** Encoded labels as the loss takes them, `[B, C]` or `[B]`. */
  targets(task: F, labels: Float64Array): Tensor2D;
  /** Mean loss over the batch. @param output `[B, C]` @param targets as made by `targets` */
  loss(output: Tensor2D, targets: Tensor2D): Scalar;
  /** Starts this task's metrics over a split. */
  metrics(task: F): MetricSet;
}

/** Metrics of one task, fed batch by batch. */
export interface MetricSet {
  /** @param outputs `[B, C]` row-major, as the head gives them @param labels `[B]` encoded */
  add(outputs: ArrayLike<number>, labels: Float64Array): void;
  /** By name, without those that are not defined on what was seen. */
  values(): Readonly<Record<string, number>>;
}
