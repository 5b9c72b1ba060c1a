// B examples in a batch
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";

/** A network to train, by the name that `pytorch.py` has for the same one. */
export interface Network {
  readonly name: "cnn" | "mlp" | "text" | "lstm";
  readonly title: string;
  readonly batches: readonly number[];
}

export const networks: readonly Network[] = [
  { name: "cnn", title: "CNN: 32×32 images, conv 32, conv 64, dense 512", batches: [4, 64, 256] },
  { name: "mlp", title: "MLP: 100 numbers, 3 × dense 256", batches: [512] },
  { name: "text", title: "text: 64 tokens, embedding 64, conv1d 128 × 5", batches: [64] },
  { name: "lstm", title: "text: 32 tokens, embedding 64, bidirectional LSTM 64", batches: [32] },
];

const WORDS = 5000;

const trunks: Readonly<Record<Network["name"], (x: SymbolicTensor) => SymbolicTensor>> = {
  cnn: (image) => {
    const picture = [32, 64].reduce((x, filters) => {
      const convolved = on(layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" }), x);
      return on(layers.maxPooling2d({ poolSize: 2 }), convolved);
    }, image);
    return on(layers.dense({ units: 512, activation: "relu" }), on(layers.flatten(), picture));
  },
  mlp: (numbers) =>
    [256, 256, 256].reduce((x, units) => on(layers.dense({ units, activation: "relu" }), x), numbers),
  text: (tokens) => {
    const embedded = on(layers.embedding({ inputDim: WORDS, outputDim: 64 }), tokens);
    const convolved = on(layers.conv1d({ filters: 128, kernelSize: 5, activation: "relu" }), embedded);
    return on(layers.globalMaxPooling1d({}), convolved);
  },
  lstm: (tokens) => {
    const embedded = on(layers.embedding({ inputDim: WORDS, outputDim: 64 }), tokens);
    const layer = layers.lstm({
      units: 64,
      recurrentActivation: "sigmoid",
      recurrentInitializer: "glorotUniform",
    });
    return on(layers.bidirectional({ layer, mergeMode: "concat" }), embedded);
  },
};

function on(layer: Pick<ReturnType<typeof layers.dense>, "apply">, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}

/** A network with heads of so many units, by default a ten-way and a one-number one. */
export function buildNetwork(name: Network["name"], heads: readonly number[] = [10, 1]): LayersModel {
  const x = input({ shape: examples(name, 1).shape.slice(1) });
  const trunk = trunks[name](x);
  return model({ inputs: x, outputs: heads.map((units) => on(layers.dense({ units }), trunk)) });
}

/** `[B, …]` random inputs of a network. */
export function examples(name: Network["name"], batch: number): tf.Tensor {
  if (name === "cnn") return tf.randomUniform([batch, 32, 32, 3]);
  if (name === "mlp") return tf.randomUniform([batch, 100]);
  return tf.tidy(() => tf.floor(tf.randomUniform([batch, name === "text" ? 64 : 32], 0, WORDS)));
}
