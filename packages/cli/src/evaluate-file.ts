import type { Evaluate, TaskScore } from "@polyhead/exporter";
import { load, type Model } from "@polyhead/runtime";
import { metricLabel, PolyheadError, type Example } from "@polyhead/spec";
import { measureSplit, primaryMetric } from "@polyhead/trainer";
import { predictWith } from "./predict-with.ts";
import type { Metrics } from "./terminal/metrics-table.ts";

/**
 * Measures files as apps will run them, on the CPU: the primary metric of each task over labelled examples.
 *
 * @throws PolyheadError `data-invalid` for a task that the examples do not tell it of
 */
export function evaluateOn(examples: () => AsyncIterable<Example>): Evaluate {
  return async (file) => {
    await using model = await load(file, { device: "cpu" });
    const metrics = await measureModel(model, examples);
    return Object.fromEntries(
      Object.entries(model.manifest?.tasks ?? {}).map(([name, task]): [string, TaskScore] => {
        const metric = primaryMetric(task);
        const { [name]: { [metric]: value } = {} } = metrics;
        if (value === undefined) throw notMeasured(name, metric);
        return [name, { metric, value, higherIsBetter: true }];
      }),
    );
  };
}

function notMeasured(task: string, metric: string): PolyheadError {
  return new PolyheadError(
    "data-invalid",
    `Files are compared by ${metricLabel(metric)} of task "${task}", among others; the examples that the config holds out do not tell it. Name a config with labels of all tasks with --config, or leave the task out with --tasks.`,
    { details: { task, metric } },
  );
}

/** Metrics by task of what a model predicts from held-out examples. */
export async function measureModel(
  model: Model,
  examples: () => AsyncIterable<Example> | Iterable<Example>,
): Promise<Metrics> {
  if (model.manifest === undefined) return {};
  const { tasks } = await measureSplit(model.manifest, { split: "test", read: examples }, predictWith(model));
  return Object.fromEntries(Object.entries(tasks).map(([name, { metrics }]) => [name, metrics]));
}
