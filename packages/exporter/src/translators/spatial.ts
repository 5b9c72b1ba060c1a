// Legend: B batch, C channels, D spatial axes.
import type { OpAttributes } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { Layer } from "../layer.ts";
import { fixedLengths, type Length, type TensorHandle } from "../tensor-handle.ts";

export type DataFormat = "channelsFirst" | "channelsLast";

/** A window that slides over the spatial axes. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding: string;
}

/** The input as ONNX's convolutions and pools take it, `[B, C, ...D]`; the output has the same layout. */
export function spatialInput(input: TensorHandle, format: DataFormat, context: LayerContext): TensorHandle {
  return format === "channelsFirst" ? context.plain(input) : context.channelsFirst(input);
}

/** ONNX's attributes for a window over an input of `spatialInput`. */
export function windowAttributes(window: Window, input: TensorHandle, context: LayerContext): OpAttributes {
  const { kernel, strides, dilations = kernel.map(() => 1), padding } = window;
  if (padding !== "same" && padding !== "valid")
    throw context.refusal(`TensorFlow.js itself does not run padding "${padding}" here`);
  if (strides.some((stride) => stride > 1) && dilations.some((dilation) => dilation > 1))
    throw context.refusal("TensorFlow.js itself does not run strides and dilations above 1 together");
  return {
    kernel_shape: kernel,
    strides,
    ...(dilations.some((dilation) => dilation > 1) && { dilations }),
    ...(padding === "same" && { pads: samePads({ kernel, strides, dilations }, spatialLengths(input)) }),
  };
}

/** The tfjs shape that a layer makes of an input, without the batch. */
export function outputShape(layer: Layer, input: TensorHandle, context: LayerContext): Length[] {
  const [, ...shape] = layer.computeOutputShape([null, ...input.shape]);
  return shape.map((length) => {
    if (length === null || (typeof length === "number" && length > 0)) return length;
    throw context.refusal(`its output would have the shape [batch, ${shape.join(", ")}]`);
  });
}

function spatialLengths({ shape, layout }: TensorHandle): readonly number[] {
  return fixedLengths(layout === "channels-first" ? shape.slice(0, -1) : shape.slice(1));
}

/** Pads that leave ⌈length / stride⌉ windows; where they are odd in number, the end has one more. */
function samePads(window: Required<Omit<Window, "padding">>, lengths: readonly number[]): number[] {
  const totals = lengths.map((length, axis) => {
    const { [axis]: kernel = 1 } = window.kernel;
    const { [axis]: stride = 1 } = window.strides;
    const { [axis]: dilation = 1 } = window.dilations;
    const extent = dilation * (kernel - 1) + 1;
    return Math.max(0, (Math.ceil(length / stride) - 1) * stride + extent - length);
  });
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}
