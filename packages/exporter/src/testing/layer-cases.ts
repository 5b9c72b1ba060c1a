import { activationCases } from "../translators/activation.cases.ts";
import { activationLayersCases } from "../translators/activation-layers.cases.ts";
import { batchNormalizationCases } from "../translators/batch-normalization.cases.ts";
import { categoryEncodingCases } from "../translators/category-encoding.cases.ts";
import { concatenateCases } from "../translators/concatenate.cases.ts";
import { convTransposeCases } from "../translators/conv-transpose.cases.ts";
import { conv2dCases } from "../translators/conv2d.cases.ts";
import { convolutionCases } from "../translators/convolution.cases.ts";
import { denseCases } from "../translators/dense.cases.ts";
import { depthwiseConv2dCases } from "../translators/depthwise-conv2d.cases.ts";
import { dotCases } from "../translators/dot.cases.ts";
import { elementwiseLayersCases } from "../translators/elementwise-layers.cases.ts";
import { flattenCases } from "../translators/flatten.cases.ts";
import { globalPooling1dCases } from "../translators/global-pooling1d.cases.ts";
import { globalPooling2dCases } from "../translators/global-pooling2d.cases.ts";
import { imageLayersCases } from "../translators/image-layers.cases.ts";
import { layerNormalizationCases } from "../translators/layer-normalization.cases.ts";
import { mergeCases } from "../translators/merge.cases.ts";
import { openLengthsCases } from "../translators/open-lengths.cases.ts";
import { poolingCases } from "../translators/pooling.cases.ts";
import { pooling2dCases } from "../translators/pooling2d.cases.ts";
import { rearrangingLayersCases } from "../translators/rearranging-layers.cases.ts";
import { reshapeCases } from "../translators/reshape.cases.ts";
import { separableConv2dCases } from "../translators/separable-conv2d.cases.ts";
import { bidirectionalCases } from "../translators/recurrent/bidirectional.cases.ts";
import { convLstm2dCases } from "../translators/recurrent/conv-lstm2d.cases.ts";
import { embeddingCases } from "../translators/embedding.cases.ts";
import { maskingCases } from "../translators/masking.cases.ts";
import { recurrentLayersCases } from "../translators/recurrent/recurrent-layers.cases.ts";
import { rnnCases } from "../translators/recurrent/rnn.cases.ts";
import { timeDistributedCases } from "../translators/time-distributed.cases.ts";
import type { LayerCase } from "./layer-case.ts";

/** Every configuration of every layer class that is compared with TensorFlow.js. */
export const layerCases: readonly LayerCase[] = [
  ...activationCases,
  ...activationLayersCases,
  ...batchNormalizationCases,
  ...categoryEncodingCases,
  ...concatenateCases,
  ...convTransposeCases,
  ...conv2dCases,
  ...convolutionCases,
  ...denseCases,
  ...depthwiseConv2dCases,
  ...dotCases,
  ...elementwiseLayersCases,
  ...flattenCases,
  ...globalPooling1dCases,
  ...globalPooling2dCases,
  ...imageLayersCases,
  ...layerNormalizationCases,
  ...mergeCases,
  ...openLengthsCases,
  ...poolingCases,
  ...pooling2dCases,
  ...rearrangingLayersCases,
  ...reshapeCases,
  ...separableConv2dCases,
  ...bidirectionalCases,
  ...convLstm2dCases,
  ...embeddingCases,
  ...maskingCases,
  ...recurrentLayersCases,
  ...rnnCases,
  ...timeDistributedCases,
];
