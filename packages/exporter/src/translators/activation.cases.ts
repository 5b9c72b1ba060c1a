import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const ACTIVATIONS = [
  "elu",
  "gelu",
  "gelu_new",
  "hardSigmoid",
  "linear",
  "logSoftmax",
  "mish",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "swish",
  "tanh",
];

export const activationCases: readonly LayerCase[] = ACTIVATIONS.map((name) => ({
  layer: "Activation",
  name,
  // The type of TensorFlow.js leaves out logSoftmax, which it registers.
  model: () => layerModel(() => layers.activation({ activation: name as "relu" }), [3, 9]),
  reach: 8,
}));
