// Legend: B batch.
import type { Value } from "@polyhead/onnx";
import { hasLogits } from "@polyhead/spec";
import { reshape, type Tensor } from "@tensorflow/tfjs-core";
import type { GraphScope } from "../graph-scope.ts";
import type { MatchedTask } from "../match-spec.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import type { TaskNodes } from "./task-export.ts";
import { taskExport } from "./task-exports.ts";

/** Makes a head the task's output, with its logits as a second output where asked. */
export function taskOutputs(
  { name, task }: MatchedTask,
  head: TensorHandle,
  logits: boolean,
  scope: GraphScope,
): void {
  const { builder } = scope;
  const kind = taskExport(task);
  const plain = scope.plain(head).value;
  const values = kind.scalar(task) ? squeezed(plain, name, scope) : plain;
  builder.output(kind.output(task, values, nodesOf(name, scope)), name);
  if (logits && hasLogits(task)) builder.output(values, `${name}_logits`);
}

function squeezed(value: Value, name: string, { builder }: GraphScope): Value {
  return builder.op("Squeeze", [value, builder.constant([1], `${name}/axes`)]);
}

function nodesOf(name: string, scope: GraphScope): TaskNodes {
  return {
    op: (opType, inputs, attributes = {}) => scope.builder.op(opType, inputs, attributes, { hint: name }),
    reshape: (value, shape) =>
      scope.builder.op("Reshape", [value, scope.builder.constant([0, ...shape], `${name}/shape`)]),
    constant: (part, data, dims) => scope.constant(`${name}/${part}`, Float32Array.from(data), dims),
  };
}

/** The same outputs in TensorFlow.js. */
export function referenceTask(
  { name, task }: MatchedTask,
  head: Tensor,
  logits: boolean,
): readonly (readonly [string, Tensor])[] {
  const kind = taskExport(task);
  const values = kind.scalar(task) ? reshape(head, [-1]) : head;
  const output = [name, kind.reference(task, values)] as const;
  return logits && hasLogits(task) ? [output, [`${name}_logits`, values]] : [output];
}
