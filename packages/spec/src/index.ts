export {
  classification,
  MAX_CLASSES,
  type ClassificationPrediction,
  type ClassificationTask,
} from "./classification.ts";
export { encodeImage, type EncodedImage, type PixelArray, type Pixels } from "./encode-image.ts";
export { encodeInput, inputShape, inputSize, type DecodedInput } from "./encode-input.ts";
export { encodeNumeric } from "./encode-numeric.ts";
export { PolyheadError, messageOf, type ErrorCode, type PolyheadErrorOptions } from "./error.ts";
export type { Example } from "./example.ts";
export { image, MAX_IMAGE_SIDE, type ImageInput } from "./image.ts";
export {
  MANIFEST_KEY,
  MANIFEST_VERSION,
  parseFittedSpec,
  parseManifest,
  type ComparedScore,
  type FittedInput,
  type FittedSpec,
  type FittedTask,
  type Manifest,
  type ParityFigure,
  type WeightsFigure,
} from "./manifest.ts";
export { metricLabel } from "./metric-label.ts";
export {
  checkModelShape,
  type Inputs,
  type InputSpec,
  type InputValue,
  type ModelShape,
  type Prediction,
  type Predictions,
  type TaskSpec,
} from "./model-shape.ts";
export { NormalizerFit, type Normalizer } from "./normalizer.ts";
export { MAX_COLUMNS, numeric, type NumericInput } from "./numeric.ts";
export { regression, type RegressionPrediction, type RegressionTask } from "./regression.ts";
export { validate } from "./validate.ts";
