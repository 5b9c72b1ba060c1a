// Trains, or goes on training, in a process of its own: node train-shapes.ts <directory> [balancing]
import {
  cnn,
  defineModel,
  equal,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  uncertainty,
} from "@polyhead/trainer";
import { existsSync } from "node:fs";
import { join } from "node:path";

const [, , directory = "", balancing] = process.argv;

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [8], dense: 32 }),
  balancing: balancing === "equal" ? equal() : uncertainty(),
  data: shapes({ count: 500, testCount: 20, size: 16 }),
  training: { epochs: 5, batchSize: 16, seed: 3 },
});

await train(config, {
  directory,
  resume: existsSync(join(directory, "checkpoints")),
  onEvent: ({ type }) => console.log(type),
});
