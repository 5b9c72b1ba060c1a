import { binary, categorical, dates, numeric, regression, type Example } from "@polyhead/spec";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { defineModel } from "../model/define-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { train, type TrainOptions, type TrainingRun } from "./train.ts";

const examples: Example[] = Array.from({ length: 160 }, (_, at) => ({
  inputs: {
    person: { job: ["nurse", "clerk", "cook", null][at % 4], town: `town ${at % 9}` },
    age: [at % 3 === 0 ? null : at % 50],
    hired: [at % 5 === 0 ? null : `${2000 + (at % 20)}-0${1 + (at % 9)}-15`],
  },
  labels: { pay: (at % 4) * 3 + (at % 9), left: at % 4 > 1 },
}));

const config = defineModel({
  name: "staff",
  inputs: {
    person: categorical({ columns: ["job", "town"] }),
    age: numeric({ columns: ["age"], missing: "mean" }),
    hired: dates({ columns: ["day"], parts: ["year", "month"] }),
  },
  tasks: { pay: regression(), left: binary() },
  trunk: mlp({ units: [16] }),
  data: memory({ train: examples }),
  training: {
    epochs: 4,
    batchSize: 20,
    optimizer: adam({ learningRate: 0.02 }),
    validationSplit: 0,
    insight: false,
  },
});

let directory: string;
let whole: TrainingRun;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-tables-"));
  whole = await run("whole");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const run = (name: string, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
  train(config, { directory: join(directory, name), ...options });
const weightsOf = ({ model }: TrainingRun): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("a table is trained on by compiled steps, and a resumed run ends with the same bits", async () => {
  expect(whole.summary.engine).toContain("steps compiled");
  expect(whole.summary.spec.inputs["person"]).toMatchObject({
    vocabularies: [["clerk", "cook", "nurse"], { length: 9 }],
  });
  expect(whole.history.at(-1)!.objective).toBeLessThan(0.5 * whole.history[0]!.objective);
  const controller = new AbortController();
  const stopped = await run("stopped", {
    signal: controller.signal,
    onEvent: ({ type }) => type === "epoch" && controller.abort(),
  });
  expect(stopped.summary.interrupted).toBe(true);
  expect(weightsOf(await run("stopped", { resume: true }))).toEqual(weightsOf(whole));
});

test("WebAssembly learns the same, but for rounding", async () => {
  const { history } = await run("wasm", { backend: "wasm" });
  for (const [at, { objective }] of whole.history.entries())
    expect(history[at]!.objective).toBeCloseTo(objective, 4);
});
