// Legend: N batch, C channels, D output channels, M filters a channel, spatial: H × W or D × H × W, P: N times output pixels.
import { int, ints, type Value } from "@polyhead/onnx";
import { util, type NamedAttrMap } from "@tensorflow/tfjs-core";
import { finish } from "./activation.ts";
import type { Emission } from "./emission.ts";
import { sizeOf, type EmitTensor } from "./emit-tensor.ts";
import type { EmitCall, Operators } from "./operator.ts";
import {
  isSequence,
  sequenceConvolution,
  sequenceFilterGradient,
  sequenceInputGradient,
} from "./sequence-convolution.ts";
import { convolution3DWindow, convolutionWindow, taps, windowAttributes, type Window } from "./window.ts";

type WindowOf = (inShape: readonly number[], filterShape: readonly number[], attrs: NamedAttrMap) => Window;

function depthwiseWindow(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
): Window {
  return convolutionWindow(inShape, filterShape, attrs, true);
}

function isFloat(...tensors: readonly (EmitTensor | undefined)[]): boolean {
  return tensors.every((tensor) => tensor === undefined || tensor.dtype === "float32");
}

/** The values of a tensor with its channels first, whatever tfjs's data format. */
function channelsFirst(emission: Emission, tensor: EmitTensor, window: Window): Value {
  return window.channelsFirst ? emission.plain(tensor).value : emission.channelsFirst(tensor);
}

/** The tensor that channels-first values are. */
function result(value: Value, shape: readonly number[], window: Window): EmitTensor {
  return { value, shape, dtype: "float32", ...(!window.channelsFirst && { channelsFirst: true }) };
}

/** A filter [...spatial, C, D] as [D, C, ...spatial]. */
function ordinaryFilter(emission: Emission, filter: EmitTensor): Value {
  const rank = filter.shape.length;
  return emission.transpose(filter, [
    rank - 1,
    rank - 2,
    ...Array.from({ length: rank - 2 }, (_, axis) => axis),
  ]);
}

/** A filter [H, W, C, M] as [C · M, 1, H, W]. */
function depthwiseFilter(emission: Emission, filter: EmitTensor): Value {
  const [height = 0, width = 0, channels = 0, multiplier = 0] = filter.shape;
  const first = emission.transpose(filter, [2, 3, 0, 1]);
  return emission.reshape(first, [channels * multiplier, 1, height, width]);
}

interface Kind {
  readonly windowOf: WindowOf;
  readonly filterOf: (emission: Emission, filter: EmitTensor) => Value;
  readonly groups: (filterShape: readonly number[]) => number;
}

const ordinary = { filterOf: ordinaryFilter, groups: () => 1 };
const kinds = {
  conv2D: { ...ordinary, windowOf: convolutionWindow },
  conv3D: { ...ordinary, windowOf: convolution3DWindow },
  depthwise: {
    windowOf: depthwiseWindow,
    filterOf: depthwiseFilter,
    groups: (filterShape) => filterShape[2]!,
  },
} satisfies Readonly<Record<string, Kind>>;

function forward({ windowOf, filterOf, groups }: Kind) {
  return ({ emission, inputs, attrs }: EmitCall): EmitTensor | undefined => {
    const { x, filter } = inputs;
    if (x === undefined || filter === undefined || !isFloat(...Object.values(inputs))) return undefined;
    const window = windowOf(x.shape, filter.shape, attrs);
    if (sizeOf(window.outShape) === 0 || window.before.some((length) => length < 0)) return undefined;
    if (groups(filter.shape) === 1 && isSequence(window))
      return sequenceConvolution(emission, x, filter, window);
    const value = emission.op("Conv", [channelsFirst(emission, x, window), filterOf(emission, filter)], {
      ...windowAttributes(window),
      dilations: ints(window.dilations),
      group: int(groups(filter.shape)),
    });
    return result(value, window.outShape, window);
  };
}

function fused(kind: Kind) {
  const emit = forward(kind);
  return (call: EmitCall): EmitTensor | undefined => {
    const convolved = emit(call);
    const channelsLast = call.attrs["dataFormat"] !== "NCHW";
    return convolved && channelsLast ? finish(convolved, call) : undefined;
  };
}

/** The gradient by the input: the transposed convolution of dy. */
function backpropInput(kind: Kind) {
  return (call: EmitCall): EmitTensor | undefined => {
    const { dy, filter } = call.inputs;
    if (dy === undefined || filter === undefined || !isFloat(dy, filter)) return undefined;
    const window = kind.windowOf(call.attrs["inputShape"] as number[], filter.shape, call.attrs);
    const asForward = util.arraysEqual([...window.outShape], [...dy.shape]);
    if (!asForward || window.before.some((length) => length < 0)) return undefined;
    const flat = kind.groups(filter.shape) === 1 && isSequence(window) && window.strides[1] === 1;
    if (flat) return sequenceInputGradient(call.emission, dy, filter, window);
    const flips = kind.groups(filter.shape) === 1 && isFlippable(window);
    const value = flips ? flippedConvolution(call, window) : transposedConvolution(call, window, kind);
    return result(value, window.inShape, window);
  };
}

function transposedConvolution({ emission, inputs }: EmitCall, window: Window, kind: Kind): Value {
  const { dy, filter } = inputs;
  const operands = [channelsFirst(emission, dy!, window), kind.filterOf(emission, filter!)];
  return emission.op("ConvTranspose", operands, {
    ...windowAttributes(window),
    dilations: ints(window.dilations),
    group: int(kind.groups(filter!.shape)),
    output_padding: ints(window.after.map((length) => Math.max(0, -length))),
  });
}

/** Whether the windows move by one pixel, so that the transposed convolution is one itself. */
function isFlippable(window: Window): boolean {
  return (
    reversedPads(window).every((length) => length >= 0) && window.strides.every((stride) => stride === 1)
  );
}

/** The padding of dy that gives the pixels of the input. */
function reversedPads({ kernel, dilations, before, after }: Window): readonly number[] {
  const extents = kernel.map((length, axis) => (length - 1) * dilations[axis]!);
  return [
    ...extents.map((extent, axis) => extent - before[axis]!),
    ...extents.map((extent, axis) => extent - after[axis]!),
  ];
}

/** dy convolved with the filter mirrored, [C, D, ...spatial]: faster than ConvTranspose. */
function flippedConvolution({ emission, inputs }: EmitCall, window: Window): Value {
  const { dy, filter } = inputs;
  const rank = filter!.shape.length;
  const axes = window.kernel.map((_, axis) => axis);
  const mirrored = emission.slice(
    filter,
    axes,
    axes.map(() => -1),
    axes.map(() => -(2 ** 31)),
    axes.map(() => -1),
  );
  const flipped = emission.transpose(mirrored, [rank - 2, rank - 1, ...axes]);
  return emission.op("Conv", [channelsFirst(emission, dy!, window), flipped], {
    kernel_shape: ints(window.kernel),
    dilations: ints(window.dilations),
    pads: ints(reversedPads(window)),
  });
}

/** The pixels of channels-major x [C, N, ...spatial] that one tap of the kernel meets, as [C, P]. */
function pixelsOf(
  emission: Emission,
  padded: Value,
  tap: readonly number[],
  window: Window,
  channels: number,
): Value {
  const { strides, dilations, outLengths } = window;
  const axes = tap.map((_, axis) => axis + 2);
  const starts = tap.map((position, axis) => position * dilations[axis]!);
  const ends = starts.map((start, axis) => start + (outLengths[axis]! - 1) * strides[axis]! + 1);
  return emission.reshape(emission.slice(padded, axes, starts, ends, strides), [channels, -1]);
}

/** A tensor as [C, N, ...spatial]. */
function channelsMajor(emission: Emission, tensor: EmitTensor, window: Window): Value {
  const rank = tensor.shape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => axis);
  if (window.channelsFirst || tensor.channelsFirst === true)
    return emission.transpose(tensor.value, [1, 0, ...spatial.map((axis) => axis + 2)]);
  return emission.transpose(tensor.value, [rank - 1, 0, ...spatial.map((axis) => axis + 1)]);
}

function paddedInput(emission: Emission, value: Value, { before, after }: Window): Value {
  const pads = before.map((length, axis) => [length, Math.max(0, after[axis]!)] as const);
  return emission.pad(value, [[0, 0], [0, 0], ...pads], emission.scalar(0, "float32"));
}

/** Elements above which the patches of all taps are not held at once: 256 MB. */
const mostPatches = 2 ** 26;

/** The gradient by the filter: for each tap of the kernel, the product of the pixels that it meets and dy. */
function backpropFilter({ windowOf }: Kind) {
  return ({ emission, inputs: { x, dy }, attrs }: EmitCall): EmitTensor | undefined => {
    if (x === undefined || dy === undefined || !isFloat(x, dy)) return undefined;
    const filterShape = attrs["filterShape"] as number[];
    const [channels = 0] = filterShape.slice(-2);
    const window = windowOf(x.shape, filterShape, attrs);
    if (isSequence(window)) return sequenceFilterGradient(emission, x, dy, filterShape, window);
    const padded = paddedInput(emission, channelsMajor(emission, x, window), window);
    const pixels = taps(window.kernel).map((tap) => pixelsOf(emission, padded, tap, window, channels));
    const gradient = gradientMatrix(emission, dy, window);
    const product = (rows: Value): Value =>
      emission.op("Gemm", [rows, gradient.value], { transB: int(gradient.transposed ? 1 : 0) });
    const count = pixels.length * channels * sizeOf(window.outLengths) * window.inShape[0]!;
    const stacked =
      count <= mostPatches
        ? product(stack(emission, pixels)) // [taps · C, P] × [P, D]
        : stack(emission, pixels.map(product));
    return { value: emission.reshape(stacked, filterShape), shape: filterShape, dtype: "float32" };
  };
}

function stack(emission: Emission, rows: readonly Value[]): Value {
  return rows.length === 1 ? rows[0]! : emission.op("Concat", rows, { axis: int(0) });
}

/** dy as a matrix [P, D], or transposed where that is nearer to how it lies in memory. */
function gradientMatrix(
  emission: Emission,
  dy: EmitTensor,
  window: Window,
): { readonly value: Value; readonly transposed: boolean } {
  const transposed = window.channelsFirst || dy.channelsFirst === true;
  const filters = window.channelsFirst ? dy.shape[1]! : dy.shape.at(-1)!;
  return transposed
    ? { value: emission.reshape(channelsMajor(emission, dy, window), [filters, -1]), transposed }
    : { value: emission.reshape(dy, [-1, filters]), transposed };
}

/** The gradient by a depthwise filter: for each tap, the sum over pixels of x times dy, channel by channel. */
function depthwiseBackpropFilter({ emission, inputs, attrs }: EmitCall): EmitTensor | undefined {
  const { x, dy } = inputs;
  if (x === undefined || dy === undefined || !isFloat(x, dy)) return undefined;
  const filterShape = attrs["filterShape"] as number[];
  const [, , channels = 0, multiplier = 0] = filterShape;
  const window = depthwiseWindow(x.shape, filterShape, attrs);
  if (window.channelsFirst) return undefined;
  const padded = paddedInput(emission, channelsMajor(emission, x, window), window);
  const gradient = emission.reshape(channelsMajor(emission, dy, window), [channels, multiplier, -1]); // [C, M, P]
  const sums = taps(window.kernel).map((tap) => {
    const pixels = emission.reshape(pixelsOf(emission, padded, tap, window, channels), [channels, -1, 1]); // [C, P, 1]
    return emission.reshape(emission.op("MatMul", [gradient, pixels]), [1, channels, multiplier]);
  });
  const stacked = stack(emission, sums);
  return { value: emission.reshape(stacked, filterShape), shape: filterShape, dtype: "float32" };
}

export const convolutionOperators: Operators = {
  Conv2D: forward(kinds.conv2D),
  Conv2DBackpropInput: backpropInput(kinds.conv2D),
  Conv2DBackpropFilter: backpropFilter(kinds.conv2D),
  FusedConv2D: fused(kinds.conv2D),
  Conv3D: forward(kinds.conv3D),
  Conv3DBackpropInputV2: backpropInput(kinds.conv3D),
  Conv3DBackpropFilterV2: backpropFilter(kinds.conv3D),
  DepthwiseConv2dNative: forward(kinds.depthwise),
  DepthwiseConv2dNativeBackpropInput: backpropInput(kinds.depthwise),
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  FusedDepthwiseConv2D: fused(kinds.depthwise),
};
