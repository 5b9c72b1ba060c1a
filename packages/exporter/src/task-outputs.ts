// Legend: B batch, C classes.
import type { GraphScope } from "./graph-scope.ts";
import type { MatchedTask } from "./match-spec.ts";
import type { TensorHandle } from "./tensor-handle.ts";

/**
 * Makes a head the task's output: `[B, C]` probabilities for a classification, with its logits as a second output
 * where asked, or `[B]` in the task's own unit for a regression.
 */
export function taskOutputs(
  { name, task }: MatchedTask,
  head: TensorHandle,
  logits: boolean,
  scope: GraphScope,
): void {
  const { builder } = scope;
  const { value } = scope.plain(head); // [B, C] or [B, 1]
  if (task.kind === "classification") {
    builder.output(builder.op("Softmax", [value], { axis: -1 }, { hint: name }), name);
    if (logits) builder.output(value, `${name}_logits`);
    return;
  }
  const { mean, std } = task.normalizer;
  const scalar = (part: string, number = 0) => scope.constant(`${name}/${part}`, Float32Array.of(number), []);
  const column = builder.op("Squeeze", [value, builder.constant([1], `${name}/axes`)]);
  const scaled = builder.op("Mul", [column, scalar("std", std[0])], {}, { hint: `${name}/scaled` });
  builder.output(builder.op("Add", [scaled, scalar("mean", mean[0])], {}, { hint: name }), name);
}
