import { layers } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

function on(layer: string, name: string, shape: readonly number[], make: () => Layer): LayerCase {
  return { layer, name, model: () => layerModel(make, shape), reach: 4 };
}

const elementwise = [
  ["ELU", "alpha 1", () => layers.elu()],
  ["LeakyReLU", "alpha 0.3", () => layers.leakyReLU()],
  ["LeakyReLU", "alpha 0.07", () => layers.leakyReLU({ alpha: 0.07 })],
  ["ReLU", "no maximum", () => layers.reLU()],
  ["ReLU", "maximum 1.5", () => layers.reLU({ maxValue: 1.5 })],
  ["Softmax", "last axis", () => layers.softmax({ axis: -1 })],
] as const;

const trainingOnly = [
  ["AlphaDropout", () => layers.alphaDropout({ rate: 0.5 })],
  ["Dropout", () => layers.dropout({ rate: 0.5 })],
  ["GaussianDropout", () => layers.gaussianDropout({ rate: 0.5 })],
  ["GaussianNoise", () => layers.gaussianNoise({ stddev: 1 })],
  ["SpatialDropout1D", () => layers.spatialDropout1d({ rate: 0.5 })],
] as const;

export const elementwiseLayersCases: readonly LayerCase[] = [
  ...elementwise.map(([layer, name, make]) => on(layer, name, [3, 4, 2], make)),
  on("Softmax", "axis 1, the default, of columns", [9], () => layers.softmax()),
  ...trainingOnly.map(([layer, make]) => on(layer, "when predicting", [4, 3], make)),
];
