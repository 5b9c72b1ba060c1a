import type { Evaluate, TaskScore } from "@polyhead/exporter";
import { load, type Model } from "@polyhead/runtime";
import type { Example } from "@polyhead/spec";
import { measureSplit, primaryMetric } from "@polyhead/trainer";
import { predictWith } from "./predict-with.ts";
import type { Metrics } from "./terminal/metrics-table.ts";

/** Measures files as apps will run them, on the CPU: the primary metric of each task over labelled examples. */
export function evaluateOn(examples: () => AsyncIterable<Example>): Evaluate {
  return async (file) => {
    await using model = await load(file, { device: "cpu" });
    const metrics = await measureModel(model, examples);
    return Object.fromEntries(
      Object.entries(model.manifest?.tasks ?? {}).map(([name, task]): [string, TaskScore] => {
        const metric = primaryMetric(task);
        return [name, { metric, value: metrics[name]?.[metric] ?? Number.NaN, higherIsBetter: true }];
      }),
    );
  };
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
