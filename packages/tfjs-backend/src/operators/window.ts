// Legend: N batch, C channels, D output channels, spatial axes: H × W, or D × H × W.
import { ints } from "@polyhead/onnx";
import { backend_util, type NamedAttrMap } from "@tensorflow/tfjs-core";
import type { NodeAttributes } from "./emission.ts";

/** A window sliding over the spatial axes of a tensor, as tfjs computes it; lists have one entry a spatial axis. */
export interface Window {
  readonly inLengths: readonly number[];
  readonly outLengths: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  /** What the last window reaches beyond the input; less than 0 where it does not reach its end. */
  readonly after: readonly number[];
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  /** The tensors are [N, C, ...spatial] in tfjs already. */
  readonly channelsFirst: boolean;
}

type Lengths2D = [number, number, number, number];
type Lengths3D = [number, number, number, number, number];
type Pair = [number, number];

/** The window of a two-dimensional convolution or its gradients; `depthwise`: one filter a channel. */
export function convolutionWindow(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
  depthwise: boolean = false,
): Window {
  const info = backend_util.computeConv2DInfo(
    inShape as Lengths2D,
    filterShape as Lengths2D,
    attrs["strides"] as Pair,
    (attrs["dilations"] ?? 1) as Pair,
    attrs["pad"] as "same",
    attrs["dimRoundingMode"] as "floor",
    depthwise,
    backend_util.convertConv2DDataFormat((attrs["dataFormat"] ?? "NHWC") as "NHWC"),
  );
  return window2D(info);
}

/** The window of a two-dimensional pooling or its gradient. */
export function poolWindow(inShape: readonly number[], attrs: NamedAttrMap): Window {
  const info = backend_util.computePool2DInfo(
    inShape as Lengths2D,
    attrs["filterSize"] as Pair,
    attrs["strides"] as Pair,
    1,
    attrs["pad"] as "same",
    attrs["dimRoundingMode"] as "floor",
  );
  return window2D(info);
}

/** The window of a three-dimensional convolution or its gradients. */
export function convolution3DWindow(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap,
): Window {
  const info = backend_util.computeConv3DInfo(
    inShape as Lengths3D,
    filterShape as Lengths3D,
    attrs["strides"] as number,
    (attrs["dilations"] ?? 1) as number,
    attrs["pad"] as "same",
  );
  return window3D(info);
}

/** The window of a three-dimensional pooling or its gradient. */
export function pool3DWindow(inShape: readonly number[], attrs: NamedAttrMap): Window {
  const info = backend_util.computePool3DInfo(
    inShape as Lengths3D,
    attrs["filterSize"] as number,
    attrs["strides"] as number,
    1,
    attrs["pad"] as "same",
    attrs["dimRoundingMode"] as "floor",
    attrs["dataFormat"] as "NDHWC",
  );
  return window3D(info);
}

function window2D(info: backend_util.Conv2DInfo): Window {
  return withReach({
    inLengths: [info.inHeight, info.inWidth],
    outLengths: [info.outHeight, info.outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
    inShape: info.inShape,
    outShape: info.outShape,
    channelsFirst: info.dataFormat === "channelsFirst",
  });
}

function window3D(info: backend_util.Conv3DInfo): Window {
  return withReach({
    inLengths: [info.inDepth, info.inHeight, info.inWidth],
    outLengths: [info.outDepth, info.outHeight, info.outWidth],
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    inShape: info.inShape,
    outShape: info.outShape,
    channelsFirst: info.dataFormat === "channelsFirst",
  });
}

function withReach(window: Omit<Window, "after">): Window {
  const { inLengths, outLengths, kernel, strides, dilations, before } = window;
  const after = inLengths.map((length, axis) => {
    const reach = (outLengths[axis]! - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
    return reach - length - before[axis]!;
  });
  return { ...window, after };
}

/** Whether there is a window, and none lies in the padding alone, which ONNX Runtime refuses. */
export function isRegular({ before, after, kernel, dilations, outLengths }: Window): boolean {
  return kernel.every((length, axis) => {
    const extent = (length - 1) * dilations[axis]! + 1;
    return outLengths[axis]! > 0 && before[axis]! >= 0 && before[axis]! < extent && after[axis]! < extent;
  });
}

/** The attributes that ONNX's Conv and pooling operators share. */
export function windowAttributes({ kernel, strides, before, after }: Window): NodeAttributes {
  return {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints([...before, ...after.map((length) => Math.max(0, length))]),
  };
}

/** The positions of a kernel, row by row. */
export function taps(kernel: readonly number[]): readonly (readonly number[])[] {
  return kernel.reduce<readonly (readonly number[])[]>(
    (found, length) => found.flatMap((tap) => Array.from({ length }, (_, position) => [...tap, position])),
    [[]],
  );
}
