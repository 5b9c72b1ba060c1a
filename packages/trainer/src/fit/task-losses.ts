// B examples in a batch, T tasks
import {
  add,
  cast,
  concat,
  div,
  greater,
  maximum,
  mean,
  mul,
  scalar,
  stack,
  sum,
  type Scalar,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import type { Target } from "../tasks/task-kind.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Batch } from "./batch.ts";

/** Below any weight that a label may have: a batch without labels has the loss 0. */
const SMALLEST_WEIGHT = 1e-12;

/** One training pass: every task's mean loss over the labels in the batch, in the order of the tasks. */
export function taskLosses(model: LayersModel, spec: FittedSpec, { inputs, targets }: Batch): Scalar[] {
  const outputs = [model.apply([...inputs], { training: true }) as Tensor | Tensor[]].flat();
  return lossesOf(spec, outputs, targets);
}

/** Every task's mean loss over the labels in a batch, given the model's outputs. */
export function lossesOf(spec: FittedSpec, outputs: readonly Tensor[], targets: readonly Target[]): Scalar[] {
  return Object.values(spec.tasks).map((task, index) => {
    const { values, weights, mixed } = targets[index]!;
    const compare = (labels: Tensor): Tensor => taskKind(task).losses(task, outputs[index]!, labels);
    if (weights === undefined) return mean(compare(values));
    if (mixed === undefined) return weightedMean(compare(values), weights);
    return weightedMean(concat([compare(values), compare(mixed.values)]), concat([weights, mixed.weights]));
  });
}

/** Which tasks have a label in the batch, 1 or 0 each: `[T]`; undefined where labels cannot be missing. */
export function presenceOf({ targets }: Batch): Tensor1D | undefined {
  if (targets.every(({ weights }) => weights === undefined)) return undefined;
  const present = targets.map(({ weights, mixed }) => {
    if (weights === undefined) return scalar(1);
    const total = mixed === undefined ? sum(weights) : add(sum(weights), sum(mixed.weights));
    return cast<Scalar>(greater(total, 0), "float32");
  });
  return stack(present) as Tensor1D;
}

function weightedMean(losses: Tensor, weights: Tensor): Scalar {
  return div(sum(mul(losses, weights)), maximum(sum(weights), SMALLEST_WEIGHT));
}
