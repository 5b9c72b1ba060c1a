// B examples, C width of a task's output
import { argMax, cast, fill, oneHot, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import type { FittedTask } from "@polyhead/spec";

/**
 * What of a task's output `[B, C]` is explained, as weights `[B, C]` of a sum: a classification's logit of its likeliest
 * class, a regression's value in its unit, but for the mean.
 */
export function scoreWeights(task: FittedTask, output: Tensor2D): Tensor2D {
  if (task.kind === "regression") return fill(output.shape, task.normalizer.std[0] ?? 1);
  return tidy(() => cast(oneHot(argMax(output, 1), output.shape[1]), "float32") as Tensor2D);
}

/** What a score of 0 stands for. */
export function scoreOffset(task: FittedTask): number {
  return task.kind === "regression" ? (task.normalizer.mean[0] ?? 0) : 0;
}

/** What a score is a number of; empty for a value without a unit. */
export function scoreUnit(task: FittedTask): string {
  return task.kind === "regression" ? (task.unit ?? "") : "logit";
}

/** What a task says of one example, for people. @param output `[C]` */
export function predictionText(task: FittedTask, output: readonly number[]): string {
  if (task.kind === "regression") {
    const value = (output[0] ?? Number.NaN) * (task.normalizer.std[0] ?? 1) + scoreOffset(task);
    return withUnit(value, task.unit);
  }
  const largest = Math.max(...output);
  const total = output.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return `${task.classes[output.indexOf(largest)] ?? ""} ${(1 / total).toFixed(2)}`;
}

/** An encoded label, for people. */
export function labelText(task: FittedTask, label: number): string {
  if (Number.isNaN(label)) return "–";
  return task.kind === "regression" ? withUnit(label, task.unit) : (task.classes[label] ?? "");
}

function withUnit(value: number, unit: string | undefined): string {
  const digits = value.toPrecision(3);
  return unit === undefined ? digits : `${digits} ${unit}`;
}
