// Trains, or goes on training, in a process of its own: node train-shapes.ts <directory> compiled|eager|wasm
import {
  cnn,
  defineModel,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  uncertainty,
  type LossBalancing,
} from "@polyhead/trainer";
import { tensor1d } from "@tensorflow/tfjs-core";
import { existsSync } from "node:fs";
import { join } from "node:path";

const [, , directory = "", mode] = process.argv;

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

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [8], dense: 32 }),
  balancing: mode === "eager" ? growing : uncertainty(),
  data: shapes({ count: 500, testCount: 20, size: 16 }),
  training: { epochs: 5, batchSize: 16, seed: 3 },
});

await train(config, {
  directory,
  backend: mode === "wasm" ? "wasm" : "onnxruntime",
  resume: existsSync(join(directory, "checkpoints")),
  onEvent: ({ type }) => console.log(type),
});
