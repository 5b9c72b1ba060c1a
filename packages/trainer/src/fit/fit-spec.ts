import {
  inputSize,
  NormalizerFit,
  type FittedInput,
  type FittedSpec,
  type FittedTask,
  type ModelShape,
} from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import { labelRows } from "./batch.ts";
import type { Dataset } from "./dataset.ts";

/** Learns from the rows trained on, and no others, what encoders and heads need: means and standard deviations. */
export function fitSpec(name: string, shape: ModelShape, training: Dataset, rows: Uint32Array): FittedSpec {
  const inputs = Object.entries(shape.inputs).map(([input, spec]): [string, FittedInput] => {
    const fit = new NormalizerFit(spec.kind === "image" ? spec.channels : spec.columns.length);
    const values = training.inputs[input] ?? new Float32Array();
    const size = inputSize(spec);
    for (const row of rows) fit.add(values.subarray(row * size, (row + 1) * size));
    return [input, { ...spec, normalizer: fit.finish() }];
  });
  const tasks = Object.entries(shape.tasks).map(([task, spec]): [string, FittedTask] => {
    return [task, taskKind(spec).fit(spec, labelRows(training, task, rows))];
  });
  return { name, inputs: Object.fromEntries(inputs), tasks: Object.fromEntries(tasks) };
}
