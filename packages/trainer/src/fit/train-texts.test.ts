import { classification, tagging, text, words, type Example } from "@polyhead/spec";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { defineModel } from "../model/define-model.ts";
import { textCnn } from "../model/trunks/text-cnn.ts";
import { adam } from "../optimizers/adam.ts";
import { train, type TrainOptions, type TrainingRun } from "./train.ts";

const places = ["rome", "new york", "oslo", "san jose"];

const examples: Example[] = Array.from({ length: 96 }, (_, at) => {
  const place = (places[at % 4] ?? "").split(" ");
  const before = at % 3 === 0 ? ["fly", "to"] : ["how", "much", "is", "it", "to"];
  const tags = [...before.map(() => "O"), ...place.map((__, index) => (index === 0 ? "B-city" : "I-city"))];
  return {
    inputs: { query: [...before, ...place] },
    labels: { intent: at % 3 === 0 ? "flight" : "fare", slots: at % 5 === 0 ? null : tags },
  };
});

const config = defineModel({
  name: "travel",
  inputs: { query: text({ tokens: words(), maxLength: 10 }) },
  tasks: { intent: classification({ classes: ["flight", "fare"] }), slots: tagging({ entities: ["city"] }) },
  trunk: textCnn({ embedding: 8, filters: [8], dropout: 0.2 }),
  data: memory({ train: examples }),
  training: {
    epochs: 8,
    batchSize: 16,
    optimizer: adam({ learningRate: 0.03 }),
    validationSplit: 0,
    insight: false,
  },
});

let directory: string;
let whole: TrainingRun;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-train-texts-"));
  whole = await run("whole");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const run = (name: string, options: Partial<TrainOptions> = {}): Promise<TrainingRun> =>
  train(config, { directory: join(directory, name), ...options });
const weightsOf = ({ model }: TrainingRun): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("compiled steps learn intent and entities, also where some texts have no tags", () => {
  expect(whole.summary.engine).toContain("steps compiled");
  const { intent, slots } = whole.summary.metrics["train"] ?? {};
  expect(intent?.["accuracy"]).toBe(1);
  expect(slots?.["f1"]).toBeGreaterThan(0.8);
});

test("a resumed run ends with the same bits, what was dropped included", async () => {
  const controller = new AbortController();
  const stopped = await run("stopped", {
    signal: controller.signal,
    onEvent: ({ type }) => type === "epoch" && controller.abort(),
  });
  expect(stopped.summary.interrupted).toBe(true);
  expect(weightsOf(await run("stopped", { resume: true }))).toEqual(weightsOf(whole));
});

test("WebAssembly drops and learns the same, but for rounding", async () => {
  const { history } = await run("wasm", { backend: "wasm" });
  for (const [at, { objective }] of whole.history.entries())
    expect(history[at]?.objective).toBeCloseTo(objective, 3);
});
