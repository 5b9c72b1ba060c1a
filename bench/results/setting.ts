// What the table compares, and the budget that everything in it is trained with.
import {
  adam,
  architectures,
  balancingMethod,
  cifar10,
  cifar10Input,
  cifar10Tasks,
  cnn,
  defineModel,
  memory,
  shapes,
  shapesInput,
  shapesTasks,
  type ModelConfig,
  type SharingKind,
  type FixedSource,
} from "@polyhead/trainer";

/** A data set of the table. */
export interface Benchmark {
  readonly name: "shapes" | "cifar10";
  readonly inputs: ModelConfig["inputs"];
  readonly tasks: ModelConfig["tasks"];
  readonly learningRate: number;
  /** of first weights, order, and which pictures are validation */
  readonly seeds: readonly number[];
}

/** One model of the table: all tasks by one way of sharing and one method, or a task alone. */
export interface Combination {
  readonly dataset: Benchmark["name"];
  readonly sharing: SharingKind;
  readonly balancing: string;
  /** of a model for it alone */
  readonly task?: string;
}

const SIDE = 24;

export const benchmarks: readonly Benchmark[] = [
  {
    name: "shapes",
    inputs: { image: shapesInput(SIDE) },
    tasks: shapesTasks,
    learningRate: 3e-3,
    seeds: [0, 1, 2],
  },
  {
    name: "cifar10",
    inputs: { image: cifar10Input },
    tasks: cifar10Tasks,
    learningRate: 2e-3,
    seeds: [0, 1],
  },
];

export interface Budget {
  /** examples */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** of the trunk */
  readonly filters: readonly number[];
  readonly dense: number;
  readonly optimizer: string;
  /** by data set */
  readonly learningRate: Readonly<Record<string, number>>;
  /** of the pictures of `shapes`, in pixels */
  readonly shapesSide: number;
}

/** The same for every model; part of the file of results, which is of no other. */
export const budget: Budget = {
  train: 1600,
  validation: 400,
  test: 1000,
  epochs: 8,
  batchSize: 32,
  filters: [8, 16],
  dense: 64,
  optimizer: "adam",
  learningRate: Object.fromEntries(benchmarks.map(({ name, learningRate }) => [name, learningRate])),
  shapesSide: SIDE,
};

export const sharings = Object.keys(architectures) as readonly SharingKind[];
export const methods: readonly string[] = ["equal", "uncertainty", "pcgrad", "nash-mtl", "famo"];

/** Every model of a data set, single-task ones first. */
export function combinationsOf({ name, tasks }: Benchmark): readonly Combination[] {
  const alone = Object.keys(tasks).map((task): Combination => ({
    dataset: name,
    sharing: "hard",
    balancing: "equal",
    task,
  }));
  const shared = sharings.flatMap((sharing) =>
    methods.map((balancing): Combination => ({ dataset: name, sharing, balancing })),
  );
  return [...alone, ...shared];
}

export function benchmarkOf({ dataset }: Pick<Combination, "dataset">): Benchmark {
  return benchmarks.find(({ name }) => name === dataset)!;
}

/** The first pictures of a data set, read once. */
export async function readData(
  { name }: Benchmark,
  cifarDirectory: string | undefined,
): Promise<FixedSource> {
  const { train, validation, test } = budget;
  const source =
    name === "shapes"
      ? shapes({ count: train + validation, testCount: test, size: SIDE })
      : cifar10(cifarDirectory === undefined ? {} : { directory: cifarDirectory });
  return memory({
    train: await Array.fromAsync(first(train + validation, source.train())),
    test: await Array.fromAsync(first(test, source.test!())),
  });
}

async function* first<Item>(count: number, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let taken = 0;
  for await (const item of items) {
    yield item;
    if (++taken === count) return;
  }
}

export function configOf(
  combination: Combination,
  data: FixedSource,
  seed: number,
  epochs: number,
): ModelConfig {
  const { sharing, balancing, task } = combination;
  const { inputs, tasks, learningRate } = benchmarkOf(combination);
  const { train, validation, batchSize, filters, dense } = budget;
  const chosen = Object.entries(tasks).filter(([name]) => task === undefined || name === task);
  return defineModel({
    name: combination.dataset,
    inputs,
    tasks: Object.fromEntries(chosen),
    trunk: cnn({ filters, dense }),
    sharing: architectures[sharing](),
    balancing: balancingMethod(balancing),
    data,
    training: {
      epochs,
      batchSize,
      validationSplit: validation / (train + validation),
      optimizer: adam({ learningRate }),
      seed,
      insight: false,
    },
  });
}
