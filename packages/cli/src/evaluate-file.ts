import type { Evaluate, TaskScore } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import type { Example, Inputs, Prediction } from "@polyhead/spec";
import { primaryMetric } from "@polyhead/trainer";
import { measurePredictions } from "./measure-predictions.ts";

/** Examples that are predicted at a time. */
const BATCH = 256;

/** Measures files as apps will run them, on the CPU: the primary metric of each task over labelled examples. */
export function evaluateOn(examples: () => AsyncIterable<Example>): Evaluate {
  return async (file) => {
    await using model = await load(file, { device: "cpu" });
    const predictions: Readonly<Record<string, Prediction>>[] = [];
    const labels: Example["labels"][] = [];
    for await (const batch of batches(examples())) {
      predictions.push(...(await model.predictBatch(batch.map(({ inputs }) => inputs as Inputs))));
      labels.push(...batch.map((example) => example.labels));
    }
    const metrics = measurePredictions(predictions, labels);
    return Object.fromEntries(
      Object.entries(model.manifest?.tasks ?? {}).map(([name, task]): [string, TaskScore] => {
        const metric = primaryMetric(task);
        return [name, { metric, value: metrics[name]?.[metric] ?? Number.NaN, higherIsBetter: true }];
      }),
    );
  };
}

async function* batches(examples: AsyncIterable<Example>): AsyncIterable<readonly Example[]> {
  let batch: Example[] = [];
  for await (const example of examples) {
    batch.push(example);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
