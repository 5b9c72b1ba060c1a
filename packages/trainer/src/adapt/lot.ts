// Legend: B examples of a lot, L tokens of a text, F features.
import { dispose, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { model as layersModel, type layers, type LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { tensorsOf as batchTensors, toBatch } from "../fit/batch.ts";
import type { Dataset } from "../fit/dataset.ts";
import { PREDICTION_BATCH } from "../fit/predict-examples.ts";
import type { Target } from "../tasks/task-kind.ts";

/** Some examples of a task, with what its head reads of them computed once. */
export interface Lot extends Target {
  /** `[B, F]`, or `[B, L, F]` for a label a token */
  readonly features: Tensor;
  /** B */
  readonly count: number;
}

/** Labelled examples of a task, and the model that is to predict it. */
export interface HeadExamples {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly dataset: Dataset;
  /** from the lowest to the highest */
  readonly rows: Uint32Array;
  readonly task: string;
}

/** Runs the model up to a head on examples, a lot at a time; the lots are the caller's to dispose of. */
export async function readLots(
  { model, spec, dataset, rows, task }: HeadExamples,
  head: layers.Layer,
): Promise<readonly Lot[]> {
  const at = Object.keys(spec.tasks).indexOf(task);
  const upToHead = layersModel({ inputs: model.inputs, outputs: head.input });
  const lots: Lot[] = [];
  for (let start = 0; start < rows.length; start += PREDICTION_BATCH) {
    const examples = await dataset.read(rows.subarray(start, start + PREDICTION_BATCH));
    const batch = toBatch(spec, dataset, examples);
    const features = tidy(() => upToHead.predictOnBatch([...batch.inputs]) as Tensor);
    const target = batch.targets[at]!;
    lots.push({ ...target, features, count: examples.count });
    const kept = [target.values, target.weights];
    dispose(batchTensors(batch).filter((tensor) => !kept.includes(tensor)));
  }
  return lots;
}

/** A lot's tensors one after another: features, values, and weights where it has them. */
export function tensorsOf({ features, values, weights }: Lot): readonly Tensor[] {
  return [features, values, ...(weights === undefined ? [] : [weights])];
}
