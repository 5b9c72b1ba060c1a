import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";
import { resize } from "./resize.ts";
import { outputShape, spatialInput, type DataFormat } from "./spatial.ts";

interface UpSampling2D {
  readonly dataFormat: DataFormat;
  readonly interpolation: "nearest" | "bilinear";
  readonly size: readonly number[];
}

export const upSampling2d: Translator = unary((layer, input, context) => {
  const { dataFormat, interpolation, size } = layer as LiveLayer<UpSampling2D>;
  const nearest = interpolation === "nearest";
  const skewed = size.find((factor) => factor * (1 / factor) !== 1);
  if (nearest && skewed !== undefined)
    throw context.refusal(`TensorFlow.js itself repeats unevenly by ${skewed}, by an error of rounding`);
  const images = spatialInput(input, dataFormat, context);
  const value = resize(
    images.value,
    size,
    {
      coordinate_transformation_mode: "asymmetric",
      ...(nearest ? { mode: "nearest", nearest_mode: "floor" } : { mode: "linear" }),
    },
    context,
  );
  return { value, shape: outputShape(layer, input, context), layout: images.layout };
});
