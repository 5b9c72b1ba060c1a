import type { Dimension, Shape } from "../shape.ts";
import type { TypedNode } from "./operator.ts";

/** Attributes that a convolution and a pooling share. */
export const windowAttributes = {
  auto_pad: "string",
  dilations: "ints",
  kernel_shape: "ints",
  pads: "ints",
  strides: "ints",
} as const;

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
  readonly padEnd: number;
}

/** The spatial lengths that a sliding window leaves, as ONNX's Conv and pooling operators define them. */
export function windowedShape(node: TypedNode, lengths: Shape, kernel: Shape): Shape {
  const rank = lengths.length;
  const strides = listOf(node, "strides", rank, 1);
  const dilations = listOf(node, "dilations", rank, 1);
  const pads = listOf(node, "pads", 2 * rank, 0);
  if (kernel.length !== rank) node.fail(`the kernel must have ${rank} spatial axes`);
  return lengths.map((length, axis) => {
    const size = kernel[axis];
    if (typeof size !== "number") return "";
    return windowedLength(node, length, {
      kernel: size,
      stride: strides[axis] ?? 1,
      dilation: dilations[axis] ?? 1,
      padBegin: pads[axis] ?? 0,
      padEnd: pads[axis + rank] ?? 0,
    });
  });
}

/** The spatial lengths of a transposed convolution whose pads are given, as ONNX's ConvTranspose defines them. */
export function transposedWindowShape(node: TypedNode, lengths: Shape, kernel: Shape): Shape {
  const rank = lengths.length;
  const strides = listOf(node, "strides", rank, 1);
  const dilations = listOf(node, "dilations", rank, 1);
  const pads = listOf(node, "pads", 2 * rank, 0);
  const added = listOf(node, "output_padding", rank, 0);
  const told = node.ints("output_shape") === undefined && node.string("auto_pad", "NOTSET") === "NOTSET";
  return lengths.map((length, axis) => {
    const { [axis]: size = "" } = kernel;
    if (typeof size !== "number" || !told) return "";
    const { [axis]: stride = 1 } = strides;
    const padding = (pads[axis] ?? 0) + (pads[axis + rank] ?? 0);
    const surplus = (dilations[axis] ?? 1) * (size - 1) + 1 + (added[axis] ?? 0) - padding - stride;
    if (typeof length === "string") return stride === 1 && surplus === 0 ? length : "";
    return length * stride + surplus;
  });
}

function windowedLength(node: TypedNode, length: Dimension, axis: Axis): Dimension {
  const { stride } = axis;
  const autoPad = node.string("auto_pad", "NOTSET");
  const same = autoPad === "SAME_UPPER" || autoPad === "SAME_LOWER";
  const padding = autoPad === "NOTSET" ? axis.padBegin + axis.padEnd : 0;
  const slack = padding - axis.dilation * (axis.kernel - 1);
  if (typeof length === "string") return stride === 1 && (same || slack === 0) ? length : "";
  if (same) return Math.ceil(length / stride);
  const room = length + slack - 1;
  if (room < 0) node.fail(`the window must fit into a spatial axis of length ${length}`);
  if (node.int("ceil_mode", 0) === 0) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  // A last window that would start in the padding is left out.
  return (count - 1) * stride >= length + axis.padBegin ? count - 1 : count;
}

function listOf(node: TypedNode, name: string, length: number, fallback: number): readonly number[] {
  const list = node.ints(name) ?? Array<number>(length).fill(fallback);
  if (list.length !== length) node.fail(`${name} must have ${length} entries`);
  return list;
}
