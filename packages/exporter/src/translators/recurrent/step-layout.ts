// Legend: B batch, T steps, D spatial axes, C channels.
import type { LayerContext } from "../../layer-context.ts";
import type { Layout, TensorHandle } from "../../tensor-handle.ts";

/** A plain sequence, its steps as a cell takes them: `[B, T, ...D, C]` as it is, or as `[B, T, C, ...D]`. */
export function toStepLayout(sequence: TensorHandle, layout: Layout, context: LayerContext): TensorHandle {
  if (layout === "plain") return sequence;
  const channels = sequence.shape.length;
  const value = context.op("Transpose", [sequence.value], { perm: [0, 1, channels, ...axes(2, channels)] });
  return { ...sequence, value, layout };
}

/** A sequence of steps as a cell makes them, plain again. */
export function fromStepLayout(sequence: TensorHandle, context: LayerContext): TensorHandle {
  if (sequence.layout === "plain") return sequence;
  const perm = [0, 1, ...axes(3, sequence.shape.length + 1), 2];
  return { ...sequence, value: context.op("Transpose", [sequence.value], { perm }), layout: "plain" };
}

export function stateInStepLayout(state: TensorHandle, layout: Layout, context: LayerContext): TensorHandle {
  return layout === "plain" ? context.plain(state) : context.channelsFirst(state);
}

function axes(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
