import type { Translator } from "../translator.ts";
import { activation } from "./activation.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { concatenate } from "./concatenate.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { elu } from "./elu.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling2d, globalMaxPooling2d } from "./global-pooling2d.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { add, average, maximum, minimum, multiply } from "./merge.ts";
import { averagePooling2d, maxPooling2d } from "./pooling2d.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { softmax } from "./softmax.ts";
import { trainingOnly } from "./training-only.ts";

/** The translator of each layer class, by TensorFlow.js's name of the class. */
export const translators: ReadonlyMap<string, Translator> = new Map([
  ["Activation", activation],
  ["Add", add],
  ["AlphaDropout", trainingOnly],
  ["Average", average],
  ["AveragePooling2D", averagePooling2d],
  ["BatchNormalization", batchNormalization],
  ["Concatenate", concatenate],
  ["Conv2D", conv2d],
  ["Dense", dense],
  ["Dropout", trainingOnly],
  ["ELU", elu],
  ["Flatten", flatten],
  ["GaussianDropout", trainingOnly],
  ["GaussianNoise", trainingOnly],
  ["GlobalAveragePooling2D", globalAveragePooling2d],
  ["GlobalMaxPooling2D", globalMaxPooling2d],
  ["LeakyReLU", leakyRelu],
  ["MaxPooling2D", maxPooling2d],
  ["Maximum", maximum],
  ["Minimum", minimum],
  ["Multiply", multiply],
  ["ReLU", relu],
  ["Reshape", reshape],
  ["Softmax", softmax],
  ["SpatialDropout1D", trainingOnly],
]);
