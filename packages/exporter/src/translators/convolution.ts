// Legend: B batch, K kernel axes, D spatial axes, C channels, F filters.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LiveLayer } from "../layer.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, slide, spatialInput, type DataFormat } from "./spatial.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface Convolution {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly kernel: LayerVariable;
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly strides: readonly number[];
}

export const conv1d: Translator = convolution(({ shape, ...output }, format) =>
  // TensorFlow.js takes channels first, but gives them last.
  format === "channelsFirst"
    ? { ...output, shape: shape.toReversed(), layout: "channels-first" }
    : { ...output, shape },
);
export const conv2d: Translator = convolution();
export const conv3d: Translator = convolution();

function convolution(
  returned: (output: TensorHandle, format: DataFormat) => TensorHandle = (output) => output,
): Translator {
  return unary((layer, input, context) => {
    const live = layer as LiveLayer<Convolution>;
    const { activation, bias, dataFormat, dilationRate, kernel, kernelSize, padding, strides } = live;
    const images = spatialInput(input, dataFormat, context); // [B, C, ...D]
    const { value, attributes } = slide(
      { kernel: kernelSize, strides, dilations: dilationRate, padding },
      images,
      context,
    );
    const dims = kernel.shape.map(Number); // [...K, C, F]
    const rank = kernelSize.length;
    const order = [rank + 1, rank, ...kernelSize.keys()];
    const weights = transposeWeights(context.weights(kernel), dims, order); // [F, C, ...K]
    const shape = outputShape(layer, input, context);
    const output = context.op(
      "Conv",
      [
        value,
        context.constant(
          "kernel",
          weights,
          order.map((axis) => dims[axis] ?? 1),
        ),
        bias === null ? undefined : context.constant("bias", context.weights(bias), dims.slice(-1)),
      ],
      attributes,
    );
    return activate(
      returned({ value: output, shape, layout: images.layout }, dataFormat),
      activation,
      context,
    );
  });
}
