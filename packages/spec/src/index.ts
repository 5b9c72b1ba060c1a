export { binary, type BinaryPrediction, type BinaryTask, type FittedBinary } from "./tasks/binary.ts";
export type { BalancedWeights, ClassLoss } from "./tasks/class-loss.ts";
export {
  classification,
  MAX_CLASSES,
  type ClassificationPrediction,
  type ClassificationTask,
  type FittedClassification,
} from "./tasks/classification.ts";
export {
  categorical,
  MAX_CATEGORIES,
  MAX_CATEGORY_LENGTH,
  type CategoricalInput,
} from "./inputs/categorical.ts";
export type { Cell } from "./inputs/cells.ts";
export { dates, type DatePart, type DatesInput } from "./inputs/dates.ts";
export { encodeImage, type EncodedImage, type PixelArray, type Pixels } from "./inputs/encode-image.ts";
export {
  encodeBatch,
  inputShape,
  inputSize,
  inputType,
  padded,
  type BatchEncoder,
  type DecodedInput,
  type EncodedBatch,
} from "./inputs/encode-input.ts";
export { categoriesOf } from "./inputs/encode-categorical.ts";
export { PolyheadError, messageOf, type ErrorCode, type PolyheadErrorOptions } from "./error.ts";
export { isMissing, type Example, type Label } from "./example.ts";
export { image, MAX_IMAGE_SIDE, type ImageInput } from "./inputs/image.ts";
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
  hasLogits,
  taggedText,
  type Inputs,
  type InputSpec,
  type InputValue,
  type ModelShape,
  type Prediction,
  type Predictions,
  type TaskSpec,
} from "./model-shape.ts";
export { NormalizerFit, type Normalizer } from "./normalizer.ts";
export type { AxisLength, EncodedValues, InputType } from "./inputs/input-kind.ts";
export { MAX_COLUMNS, numeric, type NumericInput } from "./inputs/numeric.ts";
export { fitText, tokenNumbers, vocabularySize, type FittedText } from "./inputs/text/encode-text.ts";
export { textPieces, textSpans, type TextSpan } from "./inputs/text/pieces.ts";
export {
  bytePairs,
  characters,
  MAX_TEXT_LENGTH,
  text,
  words,
  type BytePairTokens,
  type CharacterTokens,
  type TextInput,
  type TextTokens,
  type WordTokens,
} from "./inputs/text/text.ts";
export {
  tagging,
  tagsOf,
  tagSpans,
  type Tag,
  type TaggedEntity,
  type TaggedWord,
  type TaggingPrediction,
  type TaggingTask,
  type TagSpan,
} from "./tasks/tagging.ts";
export { count, type CountPrediction, type CountTask, type FittedCount } from "./tasks/count.ts";
export {
  multiLabel,
  type FittedMultiLabel,
  type MultiLabelPrediction,
  type MultiLabelTask,
} from "./tasks/multi-label.ts";
export {
  medianLevel,
  ordinal,
  ordinalSteps,
  type OrdinalPrediction,
  type OrdinalTask,
} from "./tasks/ordinal.ts";
export {
  figuresOf,
  LEAST_VARIANCE,
  middleOf,
  quantilesOf,
  quantileSteps,
  regression,
  regressionShape,
  valuesOf,
  type AnyRegression,
  type FittedRegression,
  type GaussianPrediction,
  type QuantilePrediction,
  type RegressionLoss,
  type RegressionPrediction,
  type RegressionTask,
  type VectorPrediction,
} from "./tasks/regression.ts";
export { validate } from "./validate.ts";
