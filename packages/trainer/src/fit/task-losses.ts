// B examples in a batch, T tasks
import {
  cast,
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
    const { values, weights } = targets[index]!;
    const losses = taskKind(task).losses(task, outputs[index]!, values);
    return weights === undefined ? mean(losses) : weightedMean(losses, weights);
  });
}

/** Which tasks have a label in the batch, 1 or 0 each: `[T]`; undefined where labels cannot be missing. */
export function presenceOf({ targets }: Batch): Tensor1D | undefined {
  if (targets.every(({ weights }) => weights === undefined)) return undefined;
  const present = targets.map(({ weights }) =>
    weights === undefined ? scalar(1) : cast<Scalar>(greater(sum(weights), 0), "float32"),
  );
  return stack(present) as Tensor1D;
}

function weightedMean(losses: Tensor, weights: Tensor): Scalar {
  return div(sum(mul(losses, weights)), maximum(sum(weights), SMALLEST_WEIGHT));
}
