// B examples in a batch, C classes
import { dispose, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import { allRows, ascending, type RowSet } from "../data/row-set.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { inputTensors } from "./batch.ts";
import type { Dataset, Examples } from "./dataset.ts";

/** Rows that are predicted at a time. */
export const PREDICTION_BATCH = 250;

/** Examples of a split and what is predicted of them. */
export interface PredictedExamples {
  readonly examples: Examples;
  /** as `predictExamples` gives them */
  readonly predictions: Readonly<Record<string, Float64Array>>;
}

/** Predicts some rows of a split, all by default, a batch at a time, and lets timers and signals in between. */
export async function* predictBatches(
  model: LayersModel,
  spec: FittedSpec,
  dataset: Dataset,
  rows: RowSet = allRows(dataset.count),
): AsyncGenerator<PredictedExamples> {
  for (const lot of ascending(rows, PREDICTION_BATCH)) {
    const examples = await dataset.read(lot);
    yield { examples, predictions: await predictExamples(model, spec, dataset, examples) };
    await nextTurn();
  }
}

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
