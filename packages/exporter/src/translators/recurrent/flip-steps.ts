// Legend: B batch, T steps.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../../layer-context.ts";
import type { TensorHandle } from "../../tensor-handle.ts";

const BEFORE_FIRST = -(2 ** 31);

/** A plain sequence `[B, T, ...]`, last step first. */
export function flipSteps(sequence: TensorHandle, context: LayerContext): TensorHandle {
  return { ...sequence, value: flip(sequence.value, context) };
}

function flip(value: Value, context: LayerContext): Value {
  const list = (name: string, number: number) => context.integers(name, [number]);
  const [starts, ends, axis, back] = [
    list("last", -1),
    list("first", BEFORE_FIRST),
    list("axes", 1),
    list("back", -1),
  ];
  return context.op("Slice", [value, starts, ends, axis, back], {}, value.type);
}
