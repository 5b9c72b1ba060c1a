// Legend: K kernel height, L kernel width, C channels, F filters.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { activate, type ActivationFunction } from "../activate.ts";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, spatialInput, windowAttributes, type DataFormat } from "./spatial.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface Conv2D {
  readonly activation: ActivationFunction | null;
  readonly bias: LayerVariable | null;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly kernel: LayerVariable;
  readonly kernelSize: readonly number[];
  readonly padding: string;
  readonly strides: readonly number[];
}

export const conv2d: Translator = unary((layer, input, context) => {
  const { activation, bias, dataFormat, dilationRate, kernel, kernelSize, padding, strides } =
    layer as LiveLayer<Conv2D>;
  const images = spatialInput(input, dataFormat, context);
  const [height = 1, width = 1, channels = 1, filters = 1] = kernel.shape.map(Number);
  const weights = transposeWeights(context.weights(kernel), [height, width, channels, filters], [3, 2, 0, 1]); // [F, C, K, L]
  const value = context.op(
    "Conv",
    [
      images.value,
      context.constant("kernel", weights, [filters, channels, height, width]),
      bias === null ? undefined : context.constant("bias", context.weights(bias), [filters]),
    ],
    windowAttributes({ kernel: kernelSize, strides, dilations: dilationRate, padding }, images, context),
  );
  const output = { value, shape: outputShape(layer, input, context), layout: images.layout };
  return activate(output, activation, context);
});
