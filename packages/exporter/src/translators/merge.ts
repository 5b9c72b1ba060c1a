import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { rankOf, type Length, type TensorHandle } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { alignInputs } from "./align-inputs.ts";

export const add: Translator = merge("Add");
export const multiply: Translator = merge("Mul");
export const maximum: Translator = merge("Max");
export const minimum: Translator = merge("Min");
export const average: Translator = merge("Add", (sum, count, context) =>
  context.op("Mul", [sum, context.scalar("share", 1 / count)]),
);

/** A layer that joins its inputs two by two, then finishes what that leaves. */
function merge(
  opType: string,
  finish: (joined: Value, count: number, context: LayerContext) => Value = (joined) => joined,
): Translator {
  return (layer, inputs, context) => {
    const { reshapeRequired } = layer as LiveLayer<{ reshapeRequired: boolean }>;
    if (!reshapeRequired && new Set(inputs.map(rankOf)).size > 1)
      throw context.refusal(
        "its first call had inputs of one rank, and TensorFlow.js spreads those of another over the batch",
      );
    const { handles, layout } = alignInputs(inputs, context);
    const joined = handles
      .map(({ value }) => value)
      .reduce((left, right) => context.op(opType, [left, right]));
    return [{ value: finish(joined, inputs.length, context), shape: broadcast(handles), layout }];
  };
}

/** An open length is as long as the longest, and stays open beside lengths of 1. */
function broadcast(handles: readonly TensorHandle[]): Length[] {
  const [first] = handles;
  return (first?.shape ?? []).map((_, axis) => {
    const lengths = handles.map(({ shape }) => shape[axis] ?? null);
    const longest = Math.max(...lengths.map((length) => length ?? 1));
    return longest === 1 && lengths.includes(null) ? null : longest;
  });
}
