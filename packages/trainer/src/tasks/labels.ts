// B examples
import type { TaskSpec } from "@polyhead/spec";
import { rowAt, type Rows } from "../data/rows.ts";
import { taskKind } from "./task-kinds.ts";

/** What stands for a label that is not there: NaN, as often as a label has numbers. */
export function missingLabel(task: TaskSpec): Float64Array {
  return new Float64Array(taskKind(task).labelWidth(task) ?? 0).fill(Number.NaN);
}

/** Whether a row stands for a label that is not there. */
export function isMissingRow(label: Float64Array): boolean {
  return label.every((value) => Number.isNaN(value));
}

/** How many of the rows stand for a label that is there. */
export function countLabelled(labels: Rows<Float64Array>): number {
  let count = 0;
  for (let row = 0; row < labels.count; row++) if (!isMissingRow(rowAt(labels, row))) count++;
  return count;
}

/** Predictions and labels of the examples that have a label. */
export interface Labelled {
  readonly predictions: ArrayLike<number>;
  readonly labels: Rows<Float64Array>;
}

/** Leaves out what a task predicts of examples that have no label. @param predictions of B examples, as many numbers each */
export function labelledOnly(predictions: ArrayLike<number>, labels: Rows<Float64Array>): Labelled {
  const places = Array.from({ length: labels.count }, (_, row) => row);
  const kept = places.filter((row) => !isMissingRow(rowAt(labels, row)));
  if (kept.length === labels.count) return { predictions, labels };
  const width = predictions.length / labels.count;
  const all = Float64Array.from(predictions);
  const starts = Uint32Array.from([0, ...kept.map((row) => rowAt(labels, row).length)]);
  for (let row = 1; row < starts.length; row++) starts[row] = (starts[row] ?? 0) + (starts[row - 1] ?? 0);
  return {
    predictions: joined(kept.map((row) => all.subarray(row * width, (row + 1) * width))),
    labels: { count: kept.length, values: joined(kept.map((row) => rowAt(labels, row))), starts },
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
