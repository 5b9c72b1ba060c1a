// Legend: B batch, D spatial axes, C channels, M depth multiplier, F filters.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { depthwise } from "./depthwise-conv2d.ts";
import { outputShape, spatialInput, type DataFormat } from "./spatial.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface SeparableConv2D {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly dataFormat: DataFormat;
  readonly depthwiseKernel: LayerVariable;
  readonly dilationRate: readonly number[];
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly pointwiseKernel: LayerVariable;
  readonly strides: readonly number[];
}

export const separableConv2d: Translator = unary((layer, input, context) => {
  const live = layer as LiveLayer<SeparableConv2D>;
  const { activation, bias, dataFormat, depthwiseKernel, pointwiseKernel } = live;
  const { dilationRate: dilations, kernelSize: kernel, padding, strides } = live;
  if (dataFormat === "channelsFirst" && bias !== null)
    throw context.refusal("TensorFlow.js adds its bias along the wrong axis where channels come first");
  const images = spatialInput(input, dataFormat, context);
  const window = { kernel, strides, dilations, padding };
  const spread = depthwise(images, depthwiseKernel, null, window, context); // [B, C · M, ...D]
  const [channels = 1, filters = 1] = pointwiseKernel.shape.slice(2).map(Number);
  const weights = transposeWeights(context.weights(pointwiseKernel), [channels, filters], [1, 0]);
  const value = context.op("Conv", [
    spread,
    context.constant("pointwise_kernel", weights, [filters, channels, 1, 1]),
    bias === null ? undefined : context.constant("bias", context.weights(bias), [filters]),
  ]);
  const shape = outputShape(layer, input, context);
  if (dataFormat !== "channelsFirst")
    return activate({ value, shape, layout: "channels-first" }, activation, context);
  // TensorFlow.js applies the activation before it moves the channels to the front.
  const last = { value, shape: [...shape.slice(1), filters], layout: "channels-first" } as const;
  return { ...activate(last, activation, context), shape, layout: "plain" };
});
