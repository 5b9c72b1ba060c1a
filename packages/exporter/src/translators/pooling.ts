import type { OpAttributes } from "@polyhead/onnx";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, slide, spatialInput, type DataFormat } from "./spatial.ts";

interface Pooling {
  /** Absent in one dimension, which is channels last. */
  readonly dataFormat?: DataFormat;
  readonly padding: string;
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
}

/** MaxPooling1D, 2D and 3D. */
export const maxPooling: Translator = pooling("MaxPool");
/** AveragePooling1D, 2D and 3D; TensorFlow.js leaves padding out of the average. */
export const averagePooling: Translator = pooling("AveragePool", { count_include_pad: 0 });

function pooling(opType: string, options: OpAttributes = {}): Translator {
  return unary((layer, input, context) => {
    const { dataFormat, padding, poolSize, strides } = layer as LiveLayer<Pooling>;
    const images = spatialInput(input, dataFormat, context);
    const shape = outputShape(layer, input, context);
    const { value, attributes } = slide({ kernel: poolSize, strides, padding }, images, context);
    return {
      value: context.op(opType, [value], { ...attributes, ...options }),
      shape,
      layout: images.layout,
    };
  });
}
