import type { OpAttributes } from "@polyhead/onnx";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, spatialInput, windowAttributes, type DataFormat } from "./spatial.ts";

interface Pooling2D {
  readonly dataFormat: DataFormat;
  readonly padding: string;
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
}

export const maxPooling2d: Translator = pooling2d("MaxPool");
/** TensorFlow.js leaves padding out of the average. */
export const averagePooling2d: Translator = pooling2d("AveragePool", { count_include_pad: 0 });

function pooling2d(opType: string, attributes: OpAttributes = {}): Translator {
  return unary((layer, input, context) => {
    const { dataFormat, padding, poolSize, strides } = layer as LiveLayer<Pooling2D>;
    const images = spatialInput(input, dataFormat, context);
    const window = windowAttributes({ kernel: poolSize, strides, padding }, images, context);
    return {
      value: context.op(opType, [images.value], { ...window, ...attributes }),
      shape: outputShape(layer, input, context),
      layout: images.layout,
    };
  });
}
