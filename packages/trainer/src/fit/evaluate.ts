import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import { labelledOnly } from "../tasks/labels.ts";
import type { RowSet } from "../data/row-set.ts";
import type { Dataset } from "./dataset.ts";
import { predictBatches } from "./predict-examples.ts";

/** Metric values by task, then by metric. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Measures a model on some rows of a split, from the first to the last, in inference mode. */
export async function evaluate(
  model: LayersModel,
  spec: FittedSpec,
  dataset: Dataset,
  rows?: RowSet,
): Promise<Metrics> {
  const tasks = Object.entries(spec.tasks).map(([name, task]) => ({
    name,
    metrics: taskKind(task).metrics(task),
  }));
  for await (const { examples, predictions } of predictBatches(model, spec, dataset, rows))
    for (const { name, metrics } of tasks) {
      const seen = labelledOnly(predictions[name] ?? [], examples.labels[name]!);
      metrics.add(seen.predictions, seen.labels.values, seen.labels.starts);
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
