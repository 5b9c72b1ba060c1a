import { oneHot, randomUniform, tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";

/** A model with two heads, small enough for tfjs's JavaScript backend, and a batch for it. */
export interface SmallModel {
  readonly network: LayersModel;
  readonly examples: Tensor;
  readonly labels: Tensor;
  readonly values: Tensor;
}

const batch = 4;
const classes = 3;
const words = 20;

/** Initializers and batches are drawn by seed, so that every backend starts from the same numbers. */
export const smallModels: Readonly<Record<string, () => SmallModel>> = {
  cnn: () =>
    smallModel(randomUniform([batch, 8, 8, 3], 0, 1, "float32", 1), (x, seed) => {
      let trunk = x;
      for (const filters of [4, 6]) {
        const convolution = { filters, kernelSize: 3, kernelInitializer: seed() } as const;
        trunk = on(layers.conv2d({ ...convolution, padding: "same", activation: "relu" }), trunk);
        trunk = on(layers.maxPooling2d({ poolSize: 2 }), trunk);
      }
      trunk = on(layers.flatten(), trunk);
      return on(layers.dense({ units: 8, activation: "relu", kernelInitializer: seed() }), trunk);
    }),
  "cnn with batch normalization": () =>
    smallModel(randomUniform([batch, 6, 6, 2], 0, 1, "float32", 2), (x, seed) => {
      let trunk = on(layers.conv2d({ filters: 4, kernelSize: 3, kernelInitializer: seed() }), x);
      trunk = on(layers.batchNormalization(), trunk);
      trunk = on(layers.reLU({ maxValue: 6 }), trunk);
      trunk = on(layers.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }), trunk);
      trunk = on(
        layers.separableConv2d({
          filters: 4,
          kernelSize: 2,
          depthwiseInitializer: seed(),
          pointwiseInitializer: seed(),
        }),
        trunk,
      );
      trunk = on(layers.maxPooling2d({ poolSize: 2, strides: 1 }), trunk);
      return on(layers.globalAveragePooling2d({}), trunk);
    }),
  mlp: () =>
    smallModel(randomUniform([batch, 10], -1, 1, "float32", 3), (x, seed) => {
      let trunk = x;
      for (const activation of ["relu", "elu", "tanh"] as const)
        trunk = on(layers.dense({ units: 16, activation, kernelInitializer: seed() }), trunk);
      return trunk;
    }),
  "text convolution": () =>
    smallModel(randomUniform([batch, 9], 0, words, "int32", 4), (x, seed) => {
      const embedded = on(
        layers.embedding({ inputDim: words, outputDim: 6, embeddingsInitializer: seed() }),
        x,
      );
      const convolution = { filters: 5, kernelSize: 3, kernelInitializer: seed() } as const;
      const trunk = on(layers.conv1d({ ...convolution, activation: "relu" }), embedded);
      return on(layers.globalMaxPooling1d({}), trunk);
    }),
  "bidirectional LSTM": () =>
    smallModel(randomUniform([batch, 5], 0, words, "int32", 5), (x, seed) => {
      const embedded = on(
        layers.embedding({ inputDim: words, outputDim: 6, embeddingsInitializer: seed() }),
        x,
      );
      const lstm = layers.lstm({ units: 4, kernelInitializer: seed(), recurrentInitializer: seed() });
      return on(layers.bidirectional({ layer: lstm, mergeMode: "concat" }), embedded);
    }),
};

type Seeded = () => ReturnType<typeof initializers.glorotUniform>;

function smallModel(
  examples: Tensor,
  trunkOf: (x: SymbolicTensor, seed: Seeded) => SymbolicTensor,
): SmallModel {
  let seeds = 0;
  const seed: Seeded = () => initializers.glorotUniform({ seed: (seeds += 1) });
  const x = input({ shape: examples.shape.slice(1) });
  const trunk = trunkOf(x, seed);
  const heads = [classes, 1].map((units) => on(layers.dense({ units, kernelInitializer: seed() }), trunk));
  return {
    network: model({ inputs: x, outputs: heads }),
    examples,
    labels: oneHot(tensor1d([0, 2, 1, 2], "int32"), classes),
    values: randomUniform([batch, 1], -1, 1, "float32", 6),
  };
}

function on(layer: Pick<ReturnType<typeof layers.dense>, "apply">, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
