import { activationCases } from "../translators/activation.cases.ts";
import { batchNormalizationCases } from "../translators/batch-normalization.cases.ts";
import { concatenateCases } from "../translators/concatenate.cases.ts";
import { conv2dCases } from "../translators/conv2d.cases.ts";
import { denseCases } from "../translators/dense.cases.ts";
import { elementwiseLayersCases } from "../translators/elementwise-layers.cases.ts";
import { flattenCases } from "../translators/flatten.cases.ts";
import { globalPooling2dCases } from "../translators/global-pooling2d.cases.ts";
import { mergeCases } from "../translators/merge.cases.ts";
import { pooling2dCases } from "../translators/pooling2d.cases.ts";
import { reshapeCases } from "../translators/reshape.cases.ts";
import type { LayerCase } from "./layer-case.ts";

/** Every configuration of every layer class that is compared with TensorFlow.js. */
export const layerCases: readonly LayerCase[] = [
  ...activationCases,
  ...batchNormalizationCases,
  ...concatenateCases,
  ...conv2dCases,
  ...denseCases,
  ...elementwiseLayersCases,
  ...flattenCases,
  ...globalPooling2dCases,
  ...mergeCases,
  ...pooling2dCases,
  ...reshapeCases,
];
