// Legend: B batch, C channels, D spatial axes.
import type { OpAttributes, Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { Layer } from "../layer.ts";
import type { Length, TensorHandle } from "../tensor-handle.ts";
import { sliceAxes } from "./slice-axes.ts";

export type DataFormat = "channelsFirst" | "channelsLast";

/** A window that slides over the spatial axes. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding: string;
}

/** The input as ONNX's convolutions and pools take it, `[B, C, ...D]`; the output has the same layout. */
export function spatialInput(
  input: TensorHandle,
  format: DataFormat | undefined,
  context: LayerContext,
): TensorHandle {
  return format === "channelsFirst" ? context.plain(input) : context.channelsFirst(input);
}

/** What a window slides over, made from an input of `spatialInput`, and ONNX's attributes for the window. */
export function slide(
  window: Window,
  input: TensorHandle,
  context: LayerContext,
): { readonly value: Value; readonly attributes: OpAttributes } {
  const { kernel, strides, dilations = kernel.map(() => 1), padding } = window;
  if (padding !== "same" && padding !== "valid")
    throw context.refusal(`TensorFlow.js itself does not run padding "${padding}" here`);
  const dilated = dilations.some((dilation) => dilation > 1);
  if (dilated && strides.some((stride) => stride > 1))
    throw context.refusal("TensorFlow.js itself does not run strides and dilations above 1 together");
  const attributes = { kernel_shape: kernel, strides, ...(dilated && { dilations }) };
  if (padding === "valid") return { value: input.value, attributes };
  const totals = spatialLengths(input).map((length, axis) => totalPadding(window, axis, length));
  const fixed = totals.filter((total) => total !== undefined);
  if (fixed.length < totals.length) {
    refuseOpenShift(window, context);
    return { value: input.value, attributes: { ...attributes, auto_pad: "SAME_UPPER" } };
  }
  const value = kernel.length === 3 ? shifted(input.value, fixed, context) : input.value;
  return { value, attributes: { ...attributes, pads: halves(fixed.map((total) => Math.max(0, total))) } };
}

/** The tfjs shape that a layer makes of an input, without the batch. */
export function outputShape(layer: Layer, input: TensorHandle, context: LayerContext): Length[] {
  const [, ...shape] = layer.computeOutputShape([null, ...input.shape]);
  return shape.map((length) => {
    if (length === null || (typeof length === "number" && length > 0)) return length;
    throw context.refusal(`its output would have the shape [batch, ${shape.join(", ")}]`);
  });
}

/** Pads of each axis before and after, from their sums; where a sum is odd, the end has one more. */
export function halves(totals: readonly number[]): number[] {
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

function spatialLengths({ shape, layout }: TensorHandle): readonly Length[] {
  return layout === "channels-first" ? shape.slice(0, -1) : shape.slice(1);
}

/** Pads along one axis that leave ⌈length / stride⌉ windows, fewer than none where windows leave gaps; undefined where they depend on an open length. */
function totalPadding(window: Window, axis: number, length: Length): number | undefined {
  const { [axis]: kernel = 1 } = window.kernel;
  const { [axis]: stride = 1 } = window.strides;
  const extent = (window.dilations?.[axis] ?? 1) * (kernel - 1) + 1;
  if (stride === 1) return extent - 1;
  return length === null ? undefined : (Math.ceil(length / stride) - 1) * stride + extent - length;
}

/** In three dimensions, TensorFlow.js takes negative pads at their word: half of them move the first window inwards. */
function shifted(value: Value, totals: readonly number[], context: LayerContext): Value {
  const ranges = totals.map((total, axis) => ({ axis: axis + 2, start: Math.ceil(Math.max(0, -total) / 2) }));
  return sliceAxes(value, ranges, context);
}

function refuseOpenShift({ kernel, strides }: Window, context: LayerContext): void {
  if (kernel.length === 3 && kernel.some((size, axis) => size < (strides[axis] ?? 1)))
    throw context.refusal("where its windows begin depends on a length that is left open");
}
