// Legend: N batch, C channels, spatial: H × W or D × H × W in, Y × X or Z × Y × X out.
import { int, ints, type Value } from "@polyhead/onnx";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Emission } from "./emission.ts";
import { sizeOf, type EmitTensor } from "./emit-tensor.ts";
import type { Emit, EmitCall, Operators } from "./operator.ts";
import { scatterAdd } from "./scatter.ts";
import { isRegular, pool3DWindow, poolWindow, taps, windowAttributes, type Window } from "./window.ts";

type WindowOf = (inShape: readonly number[], attrs: NamedAttrMap) => Window;

function pooled(x: EmitTensor, value: Value, { outShape }: Window): EmitTensor {
  return { value, shape: outShape, dtype: x.dtype, channelsFirst: true };
}

function maxPool(windowOf: WindowOf): Emit {
  return ({ emission, inputs: { x }, attrs }) => {
    const window = x && windowOf(x.shape, attrs);
    if (x?.dtype !== "float32" || window === undefined || !isPoolable(window)) return undefined;
    if (x.channelsFirst !== true && isTiling(window)) return tiledMaximum(emission, x, window);
    return pooled(x, maximum(emission, emission.channelsFirst(x), window), window);
  };
}

function isPoolable(window: Window): boolean {
  return isRegular(window) && !window.channelsFirst;
}

function maximum(emission: Emission, x: Value, window: Window): Value {
  return emission.op("MaxPool", [x], windowAttributes(window));
}

function averagePool(windowOf: WindowOf): Emit {
  return ({ emission, inputs: { x }, attrs }) => {
    const window = x && windowOf(x.shape, attrs);
    if (x?.dtype !== "float32" || window === undefined || !isPoolable(window)) return undefined;
    const value = emission.op("AveragePool", [emission.channelsFirst(x)], windowAttributes(window));
    return pooled(x, value, window);
  };
}

/** The maxima of windows side by side, one spatial axis after the other, as they lie in memory. */
function tiledMaximum(
  emission: Emission,
  x: EmitTensor,
  { kernel, outLengths, outShape }: Window,
): EmitTensor {
  const axes = kernel.map((_, axis) => axis + 1);
  const ends = kernel.map((length, axis) => length * outLengths[axis]!);
  const whole = ends.every((end, axis) => end === x.shape[axis + 1]);
  let value = whole
    ? x.value
    : emission.slice(
        x,
        axes,
        axes.map(() => 0),
        ends,
      );
  const lengths = [x.shape[0]!, ...ends, x.shape.at(-1)!];
  for (const axis of axes.toReversed()) {
    lengths[axis] = outLengths[axis - 1]!;
    const rows = emission.reshape(value, [
      sizeOf(lengths.slice(0, axis + 1)),
      kernel[axis - 1]!,
      sizeOf(lengths.slice(axis + 1)),
    ]);
    value = emission.op("ReduceMax", [rows], { axes: ints([1]), keepdims: int(0) });
  }
  return { value: emission.reshape(value, outShape), shape: outShape, dtype: x.dtype };
}

/** Whether windows neither overlap nor are padded. */
function isTiling({ kernel, strides, before, after }: Window): boolean {
  return kernel.every((length, axis) => length === strides[axis] && before[axis] === 0 && after[axis]! <= 0);
}

function maxPoolGradient(windowOf: WindowOf): Emit {
  return (call) => {
    const { dy, input } = call.inputs;
    const window = input && windowOf(input.shape, call.attrs);
    if (dy?.dtype !== "float32" || input?.dtype !== "float32" || window === undefined) return undefined;
    if (!isPoolable(window)) return undefined;
    return isTiling(window) ? tiledGradient(call, window) : scatteredGradient(call, window);
  };
}

/** Sends dy to the place that MaxPool says it took the maximum from. */
function scatteredGradient({ emission, inputs }: EmitCall, window: Window): EmitTensor {
  const { dy, input } = inputs;
  const x = emission.channelsFirst(input!);
  const [, places] = emission.split("MaxPool", [x], 2, windowAttributes(window));
  const size = sizeOf(window.inShape);
  const flat = scatterAdd(emission, {
    rows: size,
    columns: 1,
    count: sizeOf(dy!.shape),
    indices: emission.reshape(places, [-1]),
    updates: emission.reshape(emission.channelsFirst(dy!), [-1, 1]),
    dtype: "float32",
  });
  const [batch = 0, ...rest] = window.inShape;
  const value = emission.reshape(flat, [batch, rest.at(-1)!, ...rest.slice(0, -1)]);
  return { value, shape: window.inShape, dtype: "float32", channelsFirst: true };
}

/** Gives dy to the first value of each window that equals its maximum; the windows side by side are the input. */
function tiledGradient({ emission, inputs }: EmitCall, window: Window): EmitTensor {
  const { dy, input, output } = inputs;
  const channelsFirst = input!.channelsFirst === true;
  const inLayout = (tensor: EmitTensor): Value =>
    channelsFirst ? emission.channelsFirst(tensor) : emission.plain(tensor).value;
  const x = inLayout(input!);
  const maxima = output === undefined ? undefined : inLayout(output);
  const axes = window.kernel.map((_, axis) => axis + (channelsFirst ? 2 : 1));
  const tapped = taps(window.kernel).map((tap) => {
    const ends = tap.map((start, axis) => start + (window.outLengths[axis]! - 1) * window.strides[axis]! + 1);
    return emission.slice(x, axes, tap, ends, window.strides);
  });
  const largest = maxima ?? emission.op("Max", tapped);
  const gradients = firstMatches(emission, tapped, largest, inLayout(dy!));
  const tiles = interleave(emission, gradients, window, axes);
  const value = emission.pad(tiles, leftOver(window, axes), emission.scalar(0, "float32"));
  return { value, shape: window.inShape, dtype: "float32", ...(channelsFirst && { channelsFirst: true }) };
}

/** dy where a tap is the first to equal the maximum of its window, else 0, for each tap. */
function firstMatches(
  emission: Emission,
  tapped: readonly Value[],
  largest: Value,
  dy: Value,
): readonly Value[] {
  const zero = emission.scalar(0, "float32");
  let left = dy;
  return tapped.map((tap, index) => {
    if (index === tapped.length - 1) return left;
    const matches = emission.op("Equal", [tap, largest]);
    const gradient = emission.op("Where", [matches, left, zero]);
    left = emission.op("Where", [matches, zero, left]);
    return gradient;
  });
}

/** One tensor of tiles, each with the values that the taps have at its place. */
function interleave(
  emission: Emission,
  tapped: readonly Value[],
  { kernel, outLengths, inShape }: Window,
  axes: readonly number[],
): Value {
  const channelsFirst = axes[0] === 2;
  const [batch = 0, channels = 0] = [inShape[0], inShape.at(-1)];
  let parts = tapped;
  const lengths = [...outLengths];
  for (let axis = kernel.length - 1; axis >= 0; axis--) {
    const tiled = [...lengths];
    lengths[axis] = lengths[axis]! * kernel[axis]!;
    const shapeOf = (spatial: readonly number[]): number[] =>
      channelsFirst ? [batch, channels, ...spatial] : [batch, ...spatial, channels];
    const split = [...tiled.slice(0, axis + 1), 1, ...tiled.slice(axis + 1)];
    const groups = Array.from({ length: parts.length / kernel[axis]! }, (_, group) =>
      parts.slice(group * kernel[axis]!, (group + 1) * kernel[axis]!),
    );
    parts = groups.map((group) => {
      const columns = group.map((part) => emission.reshape(part, shapeOf(split)));
      const joined = emission.op("Concat", columns, { axis: int(axes[axis]! + 1) });
      return emission.reshape(joined, shapeOf(lengths));
    });
  }
  return parts[0]!;
}

/** What the input has behind the last window. */
function leftOver({ after, inShape }: Window, axes: readonly number[]): (readonly [number, number])[] {
  return inShape.map((_, axis) => [0, axes.includes(axis) ? -after[axes.indexOf(axis)]! : 0] as const);
}

/** Spreads dy over each window, by the size of the kernel also where a window is partly padding, as tfjs does. */
function averagePoolGradient(windowOf: WindowOf): Emit {
  return ({ emission, inputs: { dy, input }, attrs }) => {
    const window = input && windowOf(input.shape, attrs);
    if (dy?.dtype !== "float32" || input?.dtype !== "float32" || window === undefined || !isPoolable(window))
      return undefined;
    const channels = input.shape.at(-1)!;
    const count = sizeOf(window.kernel);
    const ones = emission.fill(1 / count, [channels, 1, ...window.kernel], "float32");
    const value = emission.op("ConvTranspose", [emission.channelsFirst(dy), ones], {
      ...windowAttributes(window),
      group: int(channels),
      output_padding: ints(window.after.map((length) => Math.max(0, -length))),
    });
    return { value, shape: input.shape, dtype: "float32", channelsFirst: true };
  };
}

export const poolingOperators: Operators = {
  AvgPool: averagePool(poolWindow),
  AvgPoolGrad: averagePoolGradient(poolWindow),
  AvgPool3D: averagePool(pool3DWindow),
  AvgPool3DGrad: averagePoolGradient(pool3DWindow),
  MaxPool: maxPool(poolWindow),
  MaxPoolGrad: maxPoolGradient(poolWindow),
  MaxPool3D: maxPool(pool3DWindow),
  MaxPool3DGrad: maxPoolGradient(pool3DWindow),
};
