// Trains, or goes on training, in a process of its own: node train-until-killed.ts <directory> <mode>
import { classification, PolyheadError, tagging, text, words, type Example } from "@polyhead/spec";
import {
  adam,
  biLstm,
  cnn,
  colorJitter,
  combine,
  cosine,
  crop,
  cutout,
  defineModel,
  flip,
  graddrop,
  gradvac,
  memory,
  mixup,
  plateau,
  sgd,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  uncertainty,
  warmUp,
  type Balancing,
  type LossBalancing,
  type ModelConfig,
} from "@polyhead/trainer";
import { tensor1d } from "@tensorflow/tfjs-core";

const [, , directory = "", mode = ""] = process.argv;

/** Weights that grow to 1: numbers that JavaScript makes anew keep steps from being compiled. */
const growing: LossBalancing = {
  kind: "losses",
  name: "growing",
  create({ length: tasks }) {
    let step = 0;
    return {
      variables: [],
      state: [],
      beforeStep: () => void step++,
      balance: () => ({ weights: tensor1d(Array.from({ length: tasks }, () => 1 - 1 / (step + 1))) }),
      save: () => ({ json: step }),
      restore: ({ json }) => void (step = Number(json)),
      dispose: () => undefined,
    };
  },
};

const pictures = (balancing: Balancing): ModelConfig =>
  defineModel({
    name: "shapes",
    inputs: { image: shapesInput(16) },
    tasks: shapesTasks,
    trunk: cnn({ filters: [8], dense: 32 }),
    balancing,
    data: shapes({ count: 500, testCount: 20, size: 16 }),
    training: { epochs: 5, batchSize: 16, seed: 3 },
  });

/** Pictures that are changed and mixed anew in every epoch, of two sources; signs of gradients are drawn. */
const drawn = (): ModelConfig =>
  defineModel({
    name: "drawn",
    inputs: { image: shapesInput(16) },
    tasks: shapesTasks,
    trunk: cnn({ filters: [8], dense: 32 }),
    balancing: graddrop(),
    data: combine(
      {
        some: shapes({ count: 300, testCount: 20, size: 16 }),
        others: shapes({ count: 100, size: 16, seed: 1 }),
      },
      { sampling: "squareRoot" },
    ),
    training: {
      epochs: 5,
      batchSize: 16,
      seed: 3,
      optimizer: sgd({ learningRate: 0.02 }),
      augment: [flip(), crop({ padding: 2 }), colorJitter(), cutout({ size: 4 }), mixup()],
      schedule: warmUp({ steps: 20, into: cosine() }),
      clipNorm: 1,
      accumulate: 3,
      patience: 4,
    },
  });

const cities = ["rome", "new york", "oslo", "san jose"];

/** Sentences of different lengths; each source labels one task, and some rows of it none. */
function travels(count: number, task: "intent" | "slots"): Example[] {
  return Array.from({ length: count }, (_, at) => {
    const city = (cities[at % 4] ?? "").split(" ");
    const before = at % 3 === 0 ? ["fly", "to"] : ["how", "much", "is", "it", "from", "here", "to"];
    const entity = city.map((__, index) => (index === 0 ? "B-city" : "I-city"));
    const labels = { intent: at % 3 === 0 ? "flight" : "fare", slots: [...before.map(() => "O"), ...entity] };
    return { inputs: { query: [...before, ...city] }, labels: at % 7 === 0 ? {} : { [task]: labels[task] } };
  });
}

const texts = (): ModelConfig =>
  defineModel({
    name: "travel",
    inputs: { query: text({ tokens: words(), maxLength: 12 }) },
    tasks: {
      intent: classification({ classes: ["flight", "fare"] }),
      slots: tagging({ entities: ["city"] }),
    },
    trunk: biLstm({ embedding: 8, units: [8], dropout: 0.2 }),
    balancing: gradvac(),
    data: combine(
      { intents: memory({ train: travels(200, "intent") }), slots: memory({ train: travels(120, "slots") }) },
      { sampling: { temperature: 2 } },
    ),
    training: {
      epochs: 6,
      batchSize: 16,
      seed: 3,
      optimizer: adam({ learningRate: 0.01 }),
      schedule: plateau({ patience: 1 }),
      rates: { slots: 0.5 },
      validationSplit: 0.2,
    },
  });

const configs: Record<string, () => ModelConfig> = {
  compiled: () => pictures(uncertainty()),
  eager: () => pictures(growing),
  wasm: () => pictures(uncertainty()),
  drawn,
  texts,
};

const run = (resume: boolean): Promise<unknown> =>
  train(configs[mode]!(), {
    directory,
    backend: mode === "wasm" ? "wasm" : "onnxruntime",
    resume,
    onEvent: ({ type }) => console.log(type),
  });

// Killed while it wrote its first checkpoint, a run has none that is whole.
await run(true).catch((error: unknown) => {
  if (!(error instanceof PolyheadError) || error.code !== "file-missing") throw error;
  return run(false);
});
