import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { input, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { Length } from "../tensor-handle.ts";

/** Calls a layer on symbolic tensors, for its one output. */
export function call(layer: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
  const [first, ...others] = inputs;
  const output = others.length === 0 && first !== undefined ? layer.apply(first) : layer.apply([...inputs]);
  return output as SymbolicTensor;
}

/** A model with an input a shape, null where a length is open, and weights drawn at random, biases and statistics included. */
export function buildModel(
  shapes: readonly (readonly Length[])[],
  build: (...inputs: SymbolicTensor[]) => SymbolicTensor | SymbolicTensor[],
): LayersModel {
  const inputs = shapes.map((shape, index) => input({ shape: [...shape], name: `input${index}` }));
  return withRandomWeights(model({ inputs, outputs: build(...inputs) }));
}

export function withRandomWeights(built: LayersModel): LayersModel {
  for (const [index, variable] of built.weights.entries()) {
    const [low, high] = variable.originalName.includes("variance") ? [0.5, 1.5] : [-0.5, 0.5];
    tf.tidy(() => {
      variable.write(tf.randomUniform(variable.shape.map(Number), low, high, "float32", index + 1));
    });
  }
  return built;
}
