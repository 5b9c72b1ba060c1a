// B examples in a batch
import { tensor, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { inputShape, inputSize, type FittedInput, type FittedSpec } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Dataset } from "./dataset.ts";

/** One step's tensors, in the order of the spec's inputs and tasks. */
export interface Batch {
  readonly inputs: Tensor[];
  readonly targets: Tensor2D[];
}

/** Rows of a split as the network takes them: standardized, as tensors. */
export function toBatch(spec: FittedSpec, dataset: Dataset, rows: Uint32Array): Batch {
  return { inputs: inputTensors(spec, dataset, rows), targets: targetTensors(spec, dataset, rows) };
}

/** Standardized inputs, `[B, …]` each. */
export function inputTensors(spec: FittedSpec, dataset: Dataset, rows: Uint32Array): Tensor[] {
  return Object.entries(spec.inputs).map(([name, input]) => {
    const values = standardizedRows(input, dataset.inputs[name] ?? new Float32Array(), rows);
    return tensor(values, [rows.length, ...inputShape(input)]);
  });
}

/** A task's encoded labels for some rows, `[B]`. */
export function labelRows(dataset: Dataset, task: string, rows: Uint32Array): Float64Array {
  const labels = dataset.labels[task] ?? new Float64Array();
  return Float64Array.from(rows, (row) => labels[row] ?? Number.NaN);
}

function targetTensors(spec: FittedSpec, dataset: Dataset, rows: Uint32Array): Tensor2D[] {
  return Object.entries(spec.tasks).map(([name, task]) =>
    taskKind(task).targets(task, labelRows(dataset, name, rows)),
  );
}

function standardizedRows(
  input: FittedInput,
  values: Uint8Array | Float32Array,
  rows: Uint32Array,
): Float32Array {
  const size = inputSize(input);
  const { mean, std } = input.normalizer;
  const features = mean.length;
  const result = new Float32Array(rows.length * size);
  for (let feature = 0; feature < features; feature++) {
    const shift = mean[feature] ?? 0;
    const scale = 1 / (std[feature] ?? 1);
    for (let index = 0; index < rows.length; index++) {
      const from = (rows[index] ?? 0) * size;
      for (let at = feature; at < size; at += features) {
        result[index * size + at] = ((values[from + at] ?? 0) - shift) * scale;
      }
    }
  }
  return result;
}
