// B examples in a batch, C width of a task's output
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Batch } from "./batch.ts";

/** One training pass: every task's mean loss over the batch, in the order of the tasks. */
export function taskLosses(model: LayersModel, spec: FittedSpec, { inputs, targets }: Batch): Scalar[] {
  const outputs = [model.apply(inputs, { training: true }) as Tensor | Tensor[]].flat() as Tensor2D[]; // [B, C] each
  return Object.values(spec.tasks).map((task, index) =>
    taskKind(task).loss(outputs[index]!, targets[index]!),
  );
}
