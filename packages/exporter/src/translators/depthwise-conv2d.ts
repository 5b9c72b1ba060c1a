// Legend: K kernel height, L kernel width, C channels, M depth multiplier.
import type { Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, slide, spatialInput, type DataFormat, type Window } from "./spatial.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface DepthwiseConv2D {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly dataFormat: DataFormat;
  readonly depthwiseKernel: LayerVariable;
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly strides: readonly number[];
}

/** TensorFlow.js ignores the layer's `dilationRate`. */
export const depthwiseConv2d: Translator = unary((layer, input, context) => {
  const live = layer as LiveLayer<DepthwiseConv2D>;
  const { activation, bias, dataFormat, depthwiseKernel, kernelSize: kernel, padding, strides } = live;
  const images = spatialInput(input, dataFormat, context);
  const shape = outputShape(layer, input, context);
  const value = depthwise(images, depthwiseKernel, bias, { kernel, strides, padding }, context);
  return activate({ value, shape, layout: images.layout }, activation, context);
});

/** Convolves each channel of an input of `spatialInput` by itself, into M channels that lie together. */
export function depthwise(
  input: TensorHandle,
  kernel: LayerVariable,
  bias: LayerVariable | null,
  window: Window,
  context: LayerContext,
): Value {
  const { value, attributes } = slide(window, input, context);
  const dims = kernel.shape.map(Number); // [K, L, C, M]
  const [height = 1, width = 1, channels = 1, multiplier = 1] = dims;
  const weights = transposeWeights(context.weights(kernel), dims, [2, 3, 0, 1]); // [C · M, 1, K, L]
  const filters = channels * multiplier;
  return context.op(
    "Conv",
    [
      value,
      context.constant("depthwise_kernel", weights, [filters, 1, height, width]),
      bias === null ? undefined : context.constant("bias", context.weights(bias), [filters]),
    ],
    { ...attributes, group: channels },
  );
}
