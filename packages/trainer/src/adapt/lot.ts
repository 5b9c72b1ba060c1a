// Legend: B examples of a lot, F features.
import { dispose, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { model as layersModel, type LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { tensorsOf as batchTensors, toBatch } from "../fit/batch.ts";
import type { Dataset } from "../fit/dataset.ts";
import { PREDICTION_BATCH } from "../fit/predict-examples.ts";
import type { Target } from "../tasks/task-kind.ts";
import type { FeaturePart } from "./head-features.ts";
import type { HeadPart } from "./head-part.ts";

/** Some examples of a task, with what its head reads of them computed once. */
export interface Lot extends Target {
  /** `[B, …, F]` each */
  readonly features: readonly Tensor[];
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

/** Runs the trained part of a model on examples, a lot at a time; the lots are the caller's to dispose of. */
export async function readLots(
  { model, spec, dataset, rows, task }: HeadExamples,
  head: HeadPart,
): Promise<readonly Lot[]> {
  const at = Object.keys(spec.tasks).indexOf(task);
  const trained = layersModel({ inputs: model.inputs, outputs: [...head.reads] });
  const lots: Lot[] = [];
  for (let start = 0; start < rows.length; start += PREDICTION_BATCH) {
    const examples = await dataset.read(rows.subarray(start, start + PREDICTION_BATCH));
    const batch = toBatch(spec, dataset, examples);
    const features = tidy(() => [trained.predictOnBatch([...batch.inputs])].flat());
    const target = batch.targets[at]!;
    lots.push({ ...target, features, count: examples.count });
    const kept = [target.values, target.weights];
    dispose(batchTensors(batch).filter((tensor) => !kept.includes(tensor)));
  }
  return lots;
}

/** A lot's tensors one after another. */
export function tensorsOf({ features, values, weights }: Lot): readonly Tensor[] {
  return [...features, values, ...(weights === undefined ? [] : [weights])];
}

/** Makes a lot of tensors that are in the order of `tensorsOf`. @param like a lot of the same structure */
export function lotOf(tensors: readonly Tensor[], { features, weights, count }: Lot): Lot {
  const values = tensors[features.length]!;
  const lot = { features: tensors.slice(0, features.length), values, count };
  return weights === undefined ? lot : { ...lot, weights: tensors.at(-1)! };
}

/** Mean over examples, and positions, of `‖features − mean‖²`, of each of the parts of what is read first. */
export async function partVariances(
  lots: readonly Lot[],
  parts: readonly FeaturePart[],
): Promise<readonly number[]> {
  const width = parts.reduce((total, part) => total + part.width, 0);
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let count = 0;
  for (const { features } of lots) {
    const values = await features[0]!.data();
    count += values.length / width;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      sums[at % width]! += value;
      squares[at % width]! += value ** 2;
    }
  }
  const variances = squares.map((square, at) => square / count - ((sums[at] ?? 0) / count) ** 2);
  let start = 0;
  return parts.map((part) => {
    const own = variances.subarray(start, (start += part.width));
    return own.reduce((total, variance) => total + Math.max(variance, 0), 0);
  });
}
