import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, spatialInput, type DataFormat } from "./spatial.ts";

export const globalAveragePooling2d: Translator = globalPooling2d("GlobalAveragePool");
export const globalMaxPooling2d: Translator = globalPooling2d("GlobalMaxPool");

function globalPooling2d(opType: string): Translator {
  return unary((layer, input, context) => {
    const { dataFormat } = layer as LiveLayer<{ dataFormat: DataFormat }>;
    const images = spatialInput(input, dataFormat, context);
    const pooled = context.op(opType, [images.value]); // [B, C, 1, 1]
    return {
      value: context.op("Flatten", [pooled], { axis: 1 }),
      shape: outputShape(layer, input, context),
      layout: "plain",
    };
  });
}
