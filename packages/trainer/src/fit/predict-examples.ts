// B examples in a batch, C classes
import { dispose, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import { inputTensors } from "./batch.ts";
import type { Dataset, Examples } from "./dataset.ts";

/** Rows that are predicted at a time. */
export const PREDICTION_BATCH = 250;

/** Predictions by task, in inference mode: probabilities `[B, C]`, row-major, or values `[B]` in the task's unit. */
export async function predictExamples(
  model: LayersModel,
  spec: FittedSpec,
  dataset: Dataset,
  examples: Examples,
): Promise<Record<string, Float64Array>> {
  const outputs = tidy(() => model.predictOnBatch(inputTensors(spec, dataset, examples)));
  const list: Tensor[] = Array.isArray(outputs) ? outputs : [outputs];
  const predictions: Record<string, Float64Array> = {};
  for (const [index, [name, task]] of Object.entries(spec.tasks).entries())
    predictions[name] = taskKind(task).predictions(task, (await list[index]?.data()) ?? []);
  dispose(list);
  return predictions;
}
