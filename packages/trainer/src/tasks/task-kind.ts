// B examples in a batch, C width of the task's output (classes, or 1)
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { FittedTask, TaskSpec } from "@polyhead/spec";
import type { Calibration } from "../metrics/calibration.ts";
import type { ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import type { Measure } from "../metrics/measure.ts";
import type { Residuals } from "../metrics/residuals.ts";

/** Everything the trainer knows of one kind of task. */
export interface TaskKind<T extends TaskSpec, F extends FittedTask> {
  /** the likelihood behind the loss, for balancing methods that need it */
  readonly likelihood: "gaussian" | "categorical";
  /** The metric that stands for the task in averages: larger is better, 1 is perfect. */
  readonly primaryMetric: string;
  /** What Δm compares: a metric that is positive, so that a change of it has a percentage. */
  readonly deltaMetric: ComparedMetric;
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
  /**
   * What is predicted, as the exported graph gives it: probabilities `[B, C]`, row-major, or values `[B]` in the unit.
   *
   * @param outputs `[B, C]` row-major, as the head gives them
   */
  predictions(task: F, outputs: ArrayLike<number>): Float64Array;
  /** Starts this task's metrics over a split: by name, without those that are not defined on what was seen. */
  metrics(task: F): Measure<Readonly<Record<string, number>>>;
  /** Starts what evaluation tells beyond metrics. */
  details(task: F): Measure<TaskDetails>;
}

/** A metric that single-task models and one for all are compared by. */
export interface ComparedMetric {
  readonly metric: string;
  readonly higherIsBetter: boolean;
}

/** What evaluation tells of a task beyond its metrics. */
export interface TaskDetails {
  /** of a classification of at most 1,000 classes */
  readonly confusion?: ConfusionMatrix;
  /** of a classification */
  readonly calibration?: Calibration;
  /** of a regression */
  readonly residuals?: Residuals;
}
