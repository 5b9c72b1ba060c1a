// Legend: B batch, D the axes between batch and channels, C channels or features.
import type { LayerContext } from "../layer-context.ts";
import { columnsOf, rankOf, type Layout, type TensorHandle } from "../tensor-handle.ts";

/**
 * The inputs of a merge layer in one layout and of one rank. TensorFlow.js gives a tensor of lower rank its missing
 * axes right after the batch, not from the left as broadcasting does.
 */
export function alignInputs(
  inputs: readonly TensorHandle[],
  context: LayerContext,
): { readonly handles: readonly TensorHandle[]; readonly layout: Layout } {
  const rank = Math.max(...inputs.map(rankOf));
  if (rank > 2 && inputs.some(({ layout }) => layout === "channels-first"))
    return {
      handles: inputs.map((input) => toChannelsFirst(input, rank, context)),
      layout: "channels-first",
    };
  const [first] = inputs;
  if (first !== undefined && inputs.every((input) => sameColumns(first, input)))
    return { handles: inputs, layout: first.layout };
  return { handles: inputs.map((input) => expand(context.plain(input), rank, context)), layout: "plain" };
}

function toChannelsFirst(input: TensorHandle, rank: number, context: LayerContext): TensorHandle {
  if (rankOf(input) === rank) return context.channelsFirst(input);
  if (rankOf(input) > 2) return context.channelsFirst(expand(context.plain(input), rank, context));
  const { value, shape } = context.plain(input); // [B, C] to [B, C, 1, ...]
  const axes = Array.from({ length: rank - 2 }, (_, index) => index + 2);
  return {
    value: context.op("Unsqueeze", [value, context.integers("axes", axes)]),
    shape: [...axes.map(() => 1), ...shape],
    layout: "channels-first",
  };
}

/** `[B, ...D, C]` to `[B, 1, ..., ...D, C]`. */
function expand(input: TensorHandle, rank: number, context: LayerContext): TensorHandle {
  const axes = Array.from({ length: rank - rankOf(input) }, (_, index) => index + 1);
  if (axes.length === 0) return input;
  return {
    value: context.op("Unsqueeze", [input.value, context.integers("axes", axes)]),
    shape: [...axes.map(() => 1), ...input.shape],
    layout: "plain",
  };
}

function sameColumns(a: TensorHandle, b: TensorHandle): boolean {
  const [left, right] = [columnsOf(a), columnsOf(b)];
  return left !== undefined && right !== undefined && left.join() === right.join();
}
