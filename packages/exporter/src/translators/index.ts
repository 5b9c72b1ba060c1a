import type { Translator } from "../translator.ts";
import { activation } from "./activation.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { branch } from "./branch.ts";
import { categoryEncoding } from "./category-encoding.ts";
import { centerCrop } from "./center-crop.ts";
import { columnEmbeddings } from "./column-embeddings.ts";
import { concatenate } from "./concatenate.ts";
import { convTranspose } from "./conv-transpose.ts";
import { conv1d, conv2d, conv3d } from "./convolution.ts";
import { cropping2d } from "./cropping2d.ts";
import { crossStitch } from "./cross-stitch.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { dot } from "./dot.ts";
import { elu } from "./elu.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "./global-pooling1d.ts";
import { globalAveragePooling2d, globalMaxPooling2d } from "./global-pooling2d.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { maskedAttention } from "./masked-attention.ts";
import { maskPadding } from "./mask-padding.ts";
import { maskedMean } from "./masked-mean.ts";
import { masking } from "./masking.ts";
import { add, average, maximum, minimum, multiply } from "./merge.ts";
import { permute } from "./permute.ts";
import { averagePooling, maxPooling } from "./pooling.ts";
import { prelu } from "./prelu.ts";
import { bidirectional } from "./recurrent/bidirectional.ts";
import { recurrentCell } from "./recurrent/recurrent-cell.ts";
import { recurrentLayer } from "./recurrent/recurrent-layer.ts";
import { relu } from "./relu.ts";
import { repeatVector } from "./repeat-vector.ts";
import { rescaling } from "./rescaling.ts";
import { reshape } from "./reshape.ts";
import { resizing } from "./resizing.ts";
import { separableConv2d } from "./separable-conv2d.ts";
import { smoothStepSelector } from "./smooth-step-selector.ts";
import { sinusoidalPositions } from "./sinusoidal-positions.ts";
import { softmax } from "./softmax.ts";
import { thresholdedRelu } from "./thresholded-relu.ts";
import { timeDistributed } from "./time-distributed.ts";
import { trainingOnly } from "./training-only.ts";
import { upSampling2d } from "./up-sampling2d.ts";
import { weightedSum } from "./weighted-sum.ts";
import { zeroPadding2d } from "./zero-padding2d.ts";

const registry = new Map<string, Translator>([
  ["Activation", activation],
  ["Add", add],
  ["AlphaDropout", trainingOnly],
  ["Average", average],
  ["AveragePooling1D", averagePooling],
  ["AveragePooling2D", averagePooling],
  ["AveragePooling3D", averagePooling],
  ["BatchNormalization", batchNormalization],
  ["Bidirectional", bidirectional],
  ["Branch", branch],
  ["CategoryEncoding", categoryEncoding],
  ["CenterCrop", centerCrop],
  ["ColumnEmbeddings", columnEmbeddings],
  ["Concatenate", concatenate],
  ["Conv1D", conv1d],
  ["Conv2D", conv2d],
  ["Conv2DTranspose", convTranspose],
  ["Conv3D", conv3d],
  ["Conv3DTranspose", convTranspose],
  ["ConvLSTM2D", recurrentLayer],
  ["ConvLSTM2DCell", recurrentCell],
  ["Cropping2D", cropping2d],
  ["CrossStitch", crossStitch],
  ["Dense", dense],
  ["DepthwiseConv2D", depthwiseConv2d],
  ["Dot", dot],
  ["Dropout", trainingOnly],
  ["ELU", elu],
  ["Embedding", embedding],
  ["Flatten", flatten],
  ["GRU", recurrentLayer],
  ["GRUCell", recurrentCell],
  ["GaussianDropout", trainingOnly],
  ["GaussianNoise", trainingOnly],
  ["GlobalAveragePooling1D", globalAveragePooling1d],
  ["GlobalAveragePooling2D", globalAveragePooling2d],
  ["GlobalMaxPooling1D", globalMaxPooling1d],
  ["GlobalMaxPooling2D", globalMaxPooling2d],
  ["LSTM", recurrentLayer],
  ["LSTMCell", recurrentCell],
  ["LayerNormalization", layerNormalization],
  ["LeakyReLU", leakyRelu],
  ["MaskPadding", maskPadding],
  ["MaskedAttention", maskedAttention],
  ["MaskedMean", maskedMean],
  ["Masking", masking],
  ["MaxPooling1D", maxPooling],
  ["MaxPooling2D", maxPooling],
  ["MaxPooling3D", maxPooling],
  ["Maximum", maximum],
  ["Minimum", minimum],
  ["Multiply", multiply],
  ["PReLU", prelu],
  ["Permute", permute],
  ["RNN", recurrentLayer],
  ["ReLU", relu],
  ["RepeatVector", repeatVector],
  ["Rescaling", rescaling],
  ["Reshape", reshape],
  ["Resizing", resizing],
  ["SeparableConv2D", separableConv2d],
  ["SimpleRNN", recurrentLayer],
  ["SimpleRNNCell", recurrentCell],
  ["SmoothStepSelector", smoothStepSelector],
  ["SeededDropout", trainingOnly],
  ["SinusoidalPositions", sinusoidalPositions],
  ["Softmax", softmax],
  ["SpatialDropout1D", trainingOnly],
  ["StackedRNNCells", recurrentCell],
  ["ThresholdedReLU", thresholdedRelu],
  ["TimeDistributed", timeDistributed],
  ["UpSampling2D", upSampling2d],
  ["WeightedSum", weightedSum],
  ["ZeroPadding2D", zeroPadding2d],
]);

/** The translator of each layer class, by TensorFlow.js's name of the class. */
export const translators: ReadonlyMap<string, Translator> = registry;

/**
 * Teaches the exporter a class of layers, for every export from now on.
 *
 * Of several translators for a class, the exporter's own included, the last one registered is used; `exportModel` compares
 * the graph with the model whoever translated it.
 *
 * @param className what the layer's `getClassName()` gives
 */
export function registerTranslator(className: string, translator: Translator): void {
  registry.set(className, translator);
}
