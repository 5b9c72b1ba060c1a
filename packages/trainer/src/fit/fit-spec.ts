import type { FittedInput, FittedSpec, FittedTask, ModelShape } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Dataset } from "./dataset.ts";

/** Examples that are looked at at a time. */
const LOT = 1000;

/** Learns from the rows trained on, and no others, what encoders and heads need: means and standard deviations. */
export async function fitSpec(
  name: string,
  shape: ModelShape,
  training: Dataset,
  rows: Uint32Array,
): Promise<FittedSpec> {
  const inputs = Object.entries(shape.inputs).map(
    ([input, spec]) => [input, training.columns[input]!.fit(spec)] as const,
  );
  const tasks = Object.entries(shape.tasks).map(([task, spec]) => [task, taskKind(spec).fit(spec)] as const);
  for (let start = 0; start < rows.length; start += LOT) {
    const examples = await training.read(rows.subarray(start, start + LOT));
    for (const [input, fit] of inputs) fit.add(examples.inputs[input]!);
    for (const [task, fit] of tasks) fit.add(examples.labels[task]!);
  }
  return {
    name,
    inputs: Object.fromEntries(inputs.map(([input, fit]): [string, FittedInput] => [input, fit.finish()])),
    tasks: Object.fromEntries(tasks.map(([task, fit]): [string, FittedTask] => [task, fit.finish()])),
  };
}
