// Legend: B batch, K levels.
import { ordinalSteps, type OrdinalTask } from "@polyhead/spec";
import { concat, cumprod, mul, onesLike, sigmoid, slice, sub } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B, K]` probabilities of the K levels, out of K − 1 logits of going on from each. */
export const ordinalExport: TaskExport<OrdinalTask> = {
  headShape: ({ levels }) => [levels.length - 1],
  scalar: () => false,
  output(task, logits, nodes) {
    const { passed, stopped } = ordinalSteps(task);
    const dims = [task.levels.length - 1, task.levels.length];
    const ofPassing = nodes.op("Softplus", [nodes.op("Neg", [logits])]); // −log of going on
    const ofStopping = nodes.op("Softplus", [logits]);
    const surprise = nodes.op("Add", [
      nodes.op("MatMul", [ofPassing, nodes.constant("passed", passed, dims)]),
      nodes.op("MatMul", [ofStopping, nodes.constant("stopped", stopped, dims)]),
    ]);
    return nodes.op("Exp", [nodes.op("Neg", [surprise])]);
  },
  reference(_, logits) {
    const onward = sigmoid(logits);
    const one = onesLike(slice(onward, [0, 0], [-1, 1])); // [B, 1]
    const reached = concat([one, cumprod(onward, 1)], 1);
    const left = concat([sub(1, onward), one], 1);
    return mul(reached, left);
  },
};
