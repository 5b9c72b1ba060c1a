// B examples in a batch, C width of the task's output (classes, or 1)
import type { Tensor } from "@tensorflow/tfjs-core";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Example, FittedTask, Label, ModelShape, TaskSpec } from "@polyhead/spec";
import type { BalancedTask } from "../balancing/balancing.ts";
import type { Rows } from "../data/rows.ts";
import type { Fit } from "../inputs/input-kind.ts";
import type { Calibration } from "../metrics/calibration.ts";
import type { ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import type { Measure } from "../metrics/measure.ts";
import type { Residuals } from "../metrics/residuals.ts";

/** What a loss compares an output with. */
export interface Target {
  /** finite, also where a label is missing */
  readonly values: Tensor;
  /** of the shape of the losses, 0 where a label is missing; absent where all of them count as 1 */
  readonly weights?: Tensor;
  /** labels that the same outputs are compared with besides, where examples are mixed; there are `weights` then */
  readonly mixed?: { readonly values: Tensor; readonly weights: Tensor };
}

/** Everything the trainer knows of one kind of task. */
export interface TaskKind<T extends TaskSpec, F extends FittedTask> {
  /** the likelihood behind the loss, for balancing methods that need it */
  likelihood(task: T): BalancedTask["likelihood"];
  /** The metric that stands for the task in averages: larger is better, 1 is perfect. */
  readonly primaryMetric: string;
  /** What Δm compares: a metric that is positive, so that a change of it has a percentage. */
  readonly deltaMetric: ComparedMetric;
  /** Adds the task's output layer: `[B, features]` → `[B, C]`; of a label a token `[B, L, features]` → `[B, L, C]`. */
  head(features: SymbolicTensor, task: T, name: string, seed: number): SymbolicTensor;
  /** Numbers in an encoded label; undefined where there is a label for each token. */
  labelWidth(task: T): number | undefined;
  /**
   * A label as numbers: the class's index, the value itself, or several of these with a NaN for each that is not known.
   *
   * @throws PolyheadError `data-invalid` for what is no label of the task
   */
  encodeLabel(task: T, label: Label, name: string): readonly number[];
  /**
   * Checks an encoded label against the rest of its example.
   *
   * @throws PolyheadError `data-invalid`
   */
  checkLabel?(name: string, label: readonly number[], shape: ModelShape, example: Example): void;
  /** Starts to learn from the encoded labels of the rows trained on what the head and its loss need. */
  fit(task: T): Fit<F>;
  /**
   * Encoded labels as the loss takes them.
   *
   * @param labels a NaN is a label that is missing
   * @param length L, of a batch of texts
   * @param gaps whether labels may be missing in this or other batches of the split: all of them have weights then
   */
  targets(task: F, labels: Rows<Float64Array>, gaps: boolean, length?: number): Target;
  /** Loss by label, `[B]`, `[B, C]` or `[B, L]`. @param output `[B, C]` @param values as made by `targets` */
  losses(task: F, output: Tensor, values: Tensor): Tensor;
  /**
   * What is predicted, as the exported graph gives it, row-major: probabilities `[B, C]` or `[B]`, or values in the unit.
   *
   * @param outputs `[B, C]` row-major, as the head gives them
   */
  predictions(task: F, outputs: ArrayLike<number>): Float64Array;
  /**
   * Which examples are predicted right; absent where that is no question.
   *
   * @param predictions as metrics take them
   * @param labels of B examples; what is said of one without a label means nothing
   */
  right?(task: F, predictions: ArrayLike<number>, labels: Rows<Float64Array>): boolean[];
  /** Starts this task's metrics over a split: by name, without those that are not defined on what was seen. */
  metrics(task: F): Measure<Readonly<Record<string, number>>>;
  /** Starts what evaluation tells beyond metrics. */
  details(task: F): Measure<TaskDetails>;
  /** What its numbers are in, where they have a unit. */
  unit(task: T): string | undefined;
  /** What is explained of a prediction, and how people read it. */
  readonly score: TaskScore<F>;
}

/** One number that stands for a prediction, to be traced back to the inputs. */
interface TaskScore<F extends FittedTask> {
  /**
   * As the output, `[B, C]`, or `[B, L, C]` of a label a token: a score is the sum of the output times these, and the offset.
   *
   * @param tokens `[B, L]`, 0 for padding, where a text is read
   */
  weights(task: F, output: Tensor, tokens?: Tensor): Tensor;
  /** what a sum of 0 stands for */
  offset(task: F): number;
  /** what a score is a number of; empty for a value without a unit */
  unit(task: F): string;
  /** What the task says of one example, for people. @param output `[C]`, or `[L, C]` @param words of its text, where there is one */
  prediction(task: F, output: readonly number[], words: readonly string[]): string;
  /** An encoded label, for people; NaN where there is none. @param words of its text, where there is one */
  label(task: F, label: Float64Array, words: readonly string[]): string;
}

/** A metric that single-task models and one for all are compared by. */
export interface ComparedMetric {
  readonly metric: string;
  readonly higherIsBetter: boolean;
}

/** What evaluation tells of a task beyond its metrics. */
export interface TaskDetails {
  /** of one class or level out of at most 1,000 */
  readonly confusion?: ConfusionMatrix;
  /** of probabilities of classes or labels */
  readonly calibration?: Calibration;
  /** of a count, and of a regression of one number */
  readonly residuals?: Residuals;
}
