import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import { taskKind } from "../tasks/task-kinds.ts";
import { labelRows } from "./batch.ts";
import type { Dataset } from "./dataset.ts";
import { PREDICTION_BATCH, predictRows } from "./predict-rows.ts";

/** Metric values by task, then by metric. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Measures a model on some rows of a split, in inference mode. */
export async function evaluate(
  model: LayersModel,
  spec: FittedSpec,
  dataset: Dataset,
  rows: Uint32Array = Uint32Array.from({ length: dataset.count }, (_, row) => row),
): Promise<Metrics> {
  const tasks = Object.entries(spec.tasks).map(([name, task]) => ({
    name,
    metrics: taskKind(task).metrics(task),
  }));
  for (let start = 0; start < rows.length; start += PREDICTION_BATCH) {
    const some = rows.subarray(start, start + PREDICTION_BATCH);
    const predictions = await predictRows(model, spec, dataset, some);
    for (const { name, metrics } of tasks)
      metrics.add(predictions[name] ?? [], labelRows(dataset, name, some));
    await nextTurn();
  }
  return Object.fromEntries(tasks.map(({ name, metrics }) => [name, metrics.values()]));
}

/**
 * Mean over the tasks of each one's primary metric (accuracy, R²): larger is better, 1 is perfect.
 *
 * @returns undefined when a task's metric is not defined on what was measured
 */
export function averageScore(spec: FittedSpec, metrics: Metrics): number | undefined {
  let sum = 0;
  for (const [name, task] of Object.entries(spec.tasks)) {
    const score = metrics[name]?.[taskKind(task).primaryMetric];
    if (score === undefined) return undefined;
    sum += score;
  }
  return sum / Object.keys(spec.tasks).length;
}
