// Legend: N batch, H × W pixels of the input, Y × X of the output, C channels.
import { int, type Value } from "@polyhead/onnx";
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Emission } from "./emission.ts";
import type { EmitTensor } from "./emit-tensor.ts";
import type { Emit, Operators } from "./operator.ts";

/** How the lengths of an axis before and after a resize relate. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function axisOf(from: number, to: number, attrs: NamedAttrMap): Axis {
  return {
    from,
    to,
    alignCorners: attrs["alignCorners"] === true,
    halfPixelCenters: attrs["halfPixelCenters"] === true,
  };
}

function scaleOf({ from, to, alignCorners }: Axis): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

/** The weight that each pixel of an axis has in each of the resized one: [to, from]. */
type Weights = (axis: Axis) => Float32Array;

const bilinearWeights: Weights = (axis) => {
  const weights = new Float32Array(axis.to * axis.from);
  for (let index = 0; index < axis.to; index++) {
    const place = axis.halfPixelCenters ? scaleOf(axis) * (index + 0.5) - 0.5 : scaleOf(axis) * index;
    const floor = Math.max(0, Math.floor(place));
    const ceil = Math.min(axis.from - 1, Math.ceil(place));
    weights[index * axis.from + floor]! += 1 - (place - floor);
    weights[index * axis.from + ceil]! += place - floor;
  }
  return weights;
};

const nearestWeights: Weights = (axis) => {
  const weights = new Float32Array(axis.to * axis.from);
  for (const [index, place] of nearestPlaces(axis).entries()) weights[index * axis.from + place] = 1;
  return weights;
};

function nearestPlaces(axis: Axis): readonly number[] {
  return Array.from({ length: axis.to }, (_, index) => {
    const place = scaleOf(axis) * (axis.halfPixelCenters ? index + 0.5 : index);
    return Math.max(0, Math.min(axis.from - 1, axis.alignCorners ? Math.round(place) : Math.floor(place)));
  });
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)]!);
}

/** Multiplies the rows and the columns of pixels [N, H, W, C] by a matrix each: [Y, H] and [X, W]. */
function separably(
  emission: Emission,
  images: EmitTensor,
  [rows, columns]: readonly [Float32Array, Float32Array],
  [toHeight, toWidth]: readonly [number, number],
): EmitTensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
  const matrix = (data: Float32Array, shape: readonly number[]): Value =>
    emission.builder.initializer("weights", data, shape);
  const wide = emission.op("MatMul", [matrix(columns, [toWidth, width]), images]); // [N, H, X, C]
  const flat = emission.reshape(wide, [batch, height, toWidth * channels]);
  const resized = emission.op("MatMul", [matrix(rows, [toHeight, height]), flat]);
  const shape = [batch, toHeight, toWidth, channels];
  return { value: emission.reshape(resized, shape), shape, dtype: "float32" };
}

const resizeBilinear: Emit = ({ emission, inputs: { images }, attrs }) => {
  if (images?.dtype !== "float32") return undefined;
  const [, height = 0, width = 0] = images.shape;
  const [toHeight = 0, toWidth = 0] = attrs["size"] as number[];
  const rows = bilinearWeights(axisOf(height, toHeight, attrs));
  const columns = bilinearWeights(axisOf(width, toWidth, attrs));
  return separably(emission, images, [rows, columns], [toHeight, toWidth]);
};

const resizeNearestNeighbor: Emit = ({ emission, inputs, attrs }) => {
  const images = inputs["images"]!;
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
  const [toHeight = 0, toWidth = 0] = attrs["size"] as number[];
  const rows = emission.ints(nearestPlaces(axisOf(height, toHeight, attrs)));
  const columns = emission.ints(nearestPlaces(axisOf(width, toWidth, attrs)));
  const tall = emission.op("Gather", [images, rows], { axis: int(1) });
  const value = emission.op("Gather", [tall, columns], { axis: int(2) });
  return { value, shape: [batch, toHeight, toWidth, channels], dtype: images.dtype };
};

/** The transposed resize; tfjs's gradients leave `halfPixelCenters` aside. */
function resizeGradient(weights: Weights): Emit {
  return ({ emission, inputs: { images, dy }, attrs }) => {
    if (images?.dtype !== "float32" || dy?.dtype !== "float32") return undefined;
    const [, height = 0, width = 0] = images.shape;
    const [, fromHeight = 0, fromWidth = 0] = dy.shape;
    const alignCorners = attrs["alignCorners"] === true;
    const matrixOf = (from: number, to: number): Float32Array =>
      transposed(weights(axisOf(from, to, { alignCorners })), to, from);
    const pair = [matrixOf(height, fromHeight), matrixOf(width, fromWidth)] as const;
    return separably(emission, dy, pair, [height, width]);
  };
}

export const resizeOperators: Operators = {
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeGradient(bilinearWeights),
  ResizeNearestNeighbor: resizeNearestNeighbor,
  ResizeNearestNeighborGrad: resizeGradient(nearestWeights),
};
