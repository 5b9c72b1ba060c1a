// Legend: B batch, K kernel axes, D spatial axes, C channels, F filters.
import { util } from "@tensorflow/tfjs-core";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { halves, outputShape, spatialInput, type DataFormat } from "./spatial.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface ConvTranspose {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly dataFormat: DataFormat;
  readonly kernel: LayerVariable;
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly strides: readonly number[];
}

/** Conv2DTranspose and Conv3DTranspose, whose `dilationRate` TensorFlow.js ignores. */
export const convTranspose: Translator = unary((layer, input, context) => {
  const live = layer as LiveLayer<ConvTranspose>;
  const { activation, bias, dataFormat, padding, strides } = live;
  const images = spatialInput(input, dataFormat, context); // [B, C, ...D]
  const { data, dims } = coveringKernel(live, context);
  const [, filters = 1, ...extents] = dims;
  const surplus = extents.map((extent, axis) => (padding === "same" ? extent - (strides[axis] ?? 1) : 0));
  const value = context.op(
    "ConvTranspose",
    [
      images.value,
      context.constant("kernel", data, dims),
      bias === null ? undefined : context.constant("bias", context.weights(bias), [filters]),
    ],
    { kernel_shape: extents, strides, pads: halves(surplus) },
  );
  const shape = outputShape(layer, input, context);
  return activate({ value, shape, layout: images.layout }, activation, context);
});

/** The kernel as `[C, F, ...K]`, with zeros around it where it is shorter than a stride, so that the windows leave no gaps. */
function coveringKernel(
  { kernel, kernelSize, padding, strides }: ConvTranspose,
  context: LayerContext,
): { readonly data: Float32Array; readonly dims: readonly number[] } {
  const dims = kernel.shape.map(Number); // [...K, F, C]
  const rank = kernelSize.length;
  const order = [rank + 1, rank, ...kernelSize.keys()];
  const inner = order.map((axis) => dims[axis] ?? 1); // [C, F, ...K]
  const data = transposeWeights(context.weights(kernel), dims, order);
  const gaps = kernelSize.map((size, axis) => Math.max(0, (strides[axis] ?? 1) - size));
  if (gaps.every((gap) => gap === 0)) return { data, dims: inner };
  // In three dimensions, TensorFlow.js centers the window of "same" in its stride.
  const before = gaps.map((gap) => (rank === 3 && padding === "same" ? Math.ceil(gap / 2) : 0));
  const outer = inner.map((length, axis) => length + (gaps[axis - 2] ?? 0));
  return { data: embed(data, inner, outer, [0, 0, ...before]), dims: outer };
}

/** Zeros of the dims `outer`, but for the data of the dims `inner` from `offset` on. */
function embed(
  data: Float32Array,
  inner: readonly number[],
  outer: readonly number[],
  offset: readonly number[],
): Float32Array {
  const rank = inner.length;
  const [from, to] = [util.computeStrides([...inner]), util.computeStrides([...outer])];
  const result = new Float32Array(util.sizeFromShape([...outer]));
  for (const [index, value] of data.entries()) {
    const location = util.indexToLoc(index, rank, from).map((at, axis) => at + (offset[axis] ?? 0));
    result[util.locToIndex(location, rank, to)] = value;
  }
  return result;
}
