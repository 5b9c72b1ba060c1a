// B examples in a batch
import type { Tensor } from "@tensorflow/tfjs-core";
import type { FittedSpec } from "@polyhead/spec";
import type { Target } from "../tasks/task-kind.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Dataset, Examples } from "./dataset.ts";

/** One step's tensors, in the order of the spec's inputs and tasks. */
export interface Batch {
  readonly inputs: readonly Tensor[];
  readonly targets: readonly Target[];
}

/** Examples of a split as the network takes them: standardized, as tensors, with what its losses compare with. */
export function toBatch(spec: FittedSpec, dataset: Dataset, examples: Examples): Batch {
  const inputs = inputTensors(spec, dataset, examples);
  const gaps = (task: string): boolean => dataset.labelled[task] !== dataset.count;
  return { inputs, targets: targetsOf(spec, examples, gaps, textLength(spec, inputs)) };
}

/** Standardized inputs, `[B, …]` each. */
export function inputTensors(spec: FittedSpec, { columns }: Dataset, { inputs }: Examples): Tensor[] {
  return Object.entries(spec.inputs).map(([name, input]) => columns[name]!.tensor(input, inputs[name]!));
}

/** What the losses compare with. @param gaps whether labels of a task may be missing, so that all have weights @param length L */
export function targetsOf(
  spec: FittedSpec,
  { labels }: Examples,
  gaps: (task: string) => boolean,
  length?: number,
): Target[] {
  return Object.entries(spec.tasks).map(([name, task]) =>
    taskKind(task).targets(task, labels[name]!, gaps(name), length),
  );
}

/** L, where there is a text. */
function textLength(spec: FittedSpec, inputs: readonly Tensor[]): number | undefined {
  const at = Object.values(spec.inputs).findIndex(({ kind }) => kind === "text");
  return inputs[at]?.shape[1];
}

/** A batch's tensors one after another: inputs, values to compare with, weights of those that have any, and what is mixed. */
export function tensorsOf({ inputs, targets }: Batch): Tensor[] {
  return [
    ...inputs,
    ...targets.map(({ values }) => values),
    ...targets.flatMap(({ weights }) => weights ?? []),
    ...targets.flatMap(({ mixed }) => (mixed === undefined ? [] : [mixed.values, mixed.weights])),
  ];
}

/** Makes a batch of tensors that are in the order of `tensorsOf`. @param like a batch of the same structure */
export function batchOf(tensors: readonly Tensor[], like: Batch): Batch {
  const inputs = tensors.slice(0, like.inputs.length);
  const values = tensors.slice(inputs.length, inputs.length + like.targets.length);
  const rest = tensors.slice(inputs.length + values.length).values();
  const next = (): Tensor => rest.next().value!;
  const weighted = like.targets.map((target, index): Target => {
    const own = { values: values[index]! };
    return target.weights === undefined ? own : { ...own, weights: next() };
  });
  const targets = weighted.map((target, index): Target =>
    like.targets[index]!.mixed === undefined
      ? target
      : { ...target, mixed: { values: next(), weights: next() } },
  );
  return { inputs, targets };
}
