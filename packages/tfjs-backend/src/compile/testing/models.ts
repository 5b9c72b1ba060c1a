import {
  add,
  floor,
  losses,
  oneHot,
  randomUniform,
  tensor1d,
  tidy,
  type Optimizer,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";
import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";

/** Inputs, class labels [B, 4] and numbers [B, 1]. */
export type Batch = readonly [inputs: Tensor, labels: Tensor, values: Tensor];

export interface Sample {
  readonly model: LayersModel;
  batch(size: number, seed: number): Batch;
}

type Seeds = () => ReturnType<typeof initializers.glorotUniform>;

function sample(
  shape: number[],
  vocabulary: number,
  trunk: (input: SymbolicTensor, seeds: Seeds) => SymbolicTensor,
): Sample {
  let seed = 1;
  const seeds: Seeds = () => initializers.glorotUniform({ seed: seed++ });
  const start = input({ shape });
  const shared = trunk(start, seeds);
  const heads = [4, 1].map(
    (units) => layers.dense({ units, kernelInitializer: seeds() }).apply(shared) as SymbolicTensor,
  );
  return {
    model: model({ inputs: start, outputs: heads }),
    batch: (size, at) => batch(shape, vocabulary, size, at),
  };
}

function batch(shape: readonly number[], vocabulary: number, size: number, seed: number): Batch {
  return tidy((): [Tensor, Tensor, Tensor] => {
    const numbers = randomUniform([size, ...shape], 0, Math.max(1, vocabulary), "float32", seed);
    const classes = tensor1d(
      Array.from({ length: size }, (_, row) => (row * seed) % 4),
      "int32",
    );
    const inputs = vocabulary > 0 ? floor(numbers) : numbers;
    return [inputs, oneHot(classes, 4), randomUniform([size, 1], -1, 1, "float32", seed + 1)];
  });
}

function dense(units: number, seeds: Seeds, before: SymbolicTensor): SymbolicTensor {
  return layers
    .dense({ units, activation: "relu", kernelInitializer: seeds() })
    .apply(before) as SymbolicTensor;
}

/** Small networks of two heads, with the same weights each time. */
export const samples: Readonly<Record<"mlp" | "cnn" | "conv1d" | "lstm", () => Sample>> = {
  mlp: () => sample([12], 0, (start, seeds) => dense(24, seeds, dense(24, seeds, start))),
  cnn: () =>
    sample([8, 8, 3], 0, (start, seeds) => {
      let last = start;
      for (const filters of [4, 8]) {
        const options = { filters, kernelSize: 3, padding: "same", activation: "relu" } as const;
        const convolved = layers.conv2d({ ...options, kernelInitializer: seeds() }).apply(last);
        last = layers.maxPooling2d({ poolSize: 2 }).apply(convolved) as SymbolicTensor;
      }
      return dense(16, seeds, layers.flatten().apply(last) as SymbolicTensor);
    }),
  conv1d: () =>
    sample([10], 30, (start, seeds) => {
      const vectors = embedded(start, seeds);
      const options = { filters: 8, kernelSize: 3, activation: "relu" } as const;
      const convolved = layers.conv1d({ ...options, kernelInitializer: seeds() }).apply(vectors);
      return layers.globalMaxPooling1d().apply(convolved) as SymbolicTensor;
    }),
  lstm: () =>
    sample([5], 30, (start, seeds) => {
      const layer = layers.lstm({ units: 6, kernelInitializer: seeds(), recurrentInitializer: seeds() });
      const both = layers.bidirectional({ layer });
      return both.apply(embedded(start, seeds)) as SymbolicTensor;
    }),
};

function embedded(start: SymbolicTensor, seeds: Seeds): SymbolicTensor {
  return layers
    .embedding({ inputDim: 30, outputDim: 6, embeddingsInitializer: seeds() })
    .apply(start) as SymbolicTensor;
}

/** The two tasks' losses. */
export function taskLosses(
  { model: network }: Sample,
  [inputs, labels, values]: Batch,
): readonly [Scalar, Scalar] {
  const [logits, numbers] = network.apply(inputs, { training: true }) as Tensor2D[];
  return [losses.softmaxCrossEntropy(labels, logits!), losses.meanSquaredError(values, numbers!)];
}

/** One step of training; gives back the loss before it. */
export function trainingStep(network: Sample, optimizer: Optimizer): (...batch: Batch) => Scalar {
  const variables = network.model.trainableWeights.map((weight) => weight.read() as Variable);
  return (...given) => optimizer.minimize(() => add<Scalar>(...taskLosses(network, given)), true, variables)!;
}
