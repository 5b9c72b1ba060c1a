import { classification, numeric, regression, type Example } from "@polyhead/spec";
import { memory as tensorMemory } from "@tensorflow/tfjs-core";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { train, type TrainingRun } from "../fit/train.ts";
import { defineModel } from "../model/define-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { explainRun } from "./explain-run.ts";
import { heldOutExamples } from "./held-out-examples.ts";

const person = (at: number): Example["inputs"] => ({
  person: { age: 20 + (at % 50), noise: Math.sin(9 * at) },
});
const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, at) => ({
    inputs: person(at),
    labels: { old: at % 50 > 25 ? "yes" : "no", years: 20 + (at % 50), number: at },
  }));
const config = defineModel({
  name: "people",
  inputs: { person: numeric({ columns: ["age", "noise"] }) },
  tasks: {
    old: classification({ classes: ["no", "yes"] }),
    years: regression({ unit: "years" }),
    number: regression(),
  },
  trunk: mlp({ units: [16] }),
  data: memory({ train: examples(300), test: examples(40) }),
  training: { epochs: 12, batchSize: 16, insight: false },
});

let directory: string;
let run: TrainingRun;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-explain-"));
  run = await train(config, { directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("held-out examples are those of test, evenly apart or by number", async () => {
  const sources = async (which: number | number[]): Promise<string[]> =>
    (await heldOutExamples(config, run.summary, which)).map(({ source }) => source);
  expect(await sources(4)).toEqual(["test 0", "test 10", "test 20", "test 30"]);
  const [last, third] = await heldOutExamples(config, run.summary, [39, 2]);
  expect([last?.labels?.["number"], third?.labels?.["number"]]).toEqual([39, 2]);
  expect(await sources(99)).toHaveLength(40);
  await expect(sources([40])).rejects.toMatchObject({
    code: "data-invalid",
    message: "Example 40 of the test split was asked for; it has 40, counted from 0. Ask for one up to 39.",
  });
});

test("and else those of validation, which were not trained on", async () => {
  const source = memory({ train: examples(300) });
  const { test: _, ...counts } = run.summary.examples;
  const [first] = await heldOutExamples({ ...config, data: source }, { ...run.summary, examples: counts }, 1);
  expect(first?.source).toBe("validation 0");
});

test("tells how much each column accounts for, which makes up the score, and leaves no tensor behind", async () => {
  const before = tensorMemory().numTensors;
  const events: unknown[] = [];
  const chosen = await heldOutExamples(config, run.summary, [5, 5]);
  const named = [...chosen, { source: "someone", inputs: { person: [69, 0.5] } }];
  const explanation = await explainRun(directory, named, { onEvent: (event) => events.push(event) });
  expect(tensorMemory().numTensors).toBe(before);
  expect(events.slice(1)).toEqual([0, 1, 2, 3].map((done) => ({ type: "progress", done, total: 3 })));
  expect(explanation.examples.map(({ source, tasks }) => [source, tasks[1]?.label])).toEqual([
    ["test 5", "25.0 years"],
    ["test 5", "25.0 years"],
    ["someone", "–"],
  ]);
  for (const { tasks } of explanation.examples)
    for (const { score, baseline, columns } of tasks) {
      const { age = Number.NaN, noise = Number.NaN } = columns["person"] ?? {};
      expect(Math.abs(age + noise - (score - baseline))).toBeLessThan(0.01 * Math.max(1, Math.abs(score)));
    }
  const [, years] = explanation.examples[2]!.tasks;
  expect(years?.columns["person"]?.["age"]).toBeGreaterThan(10);
});

test("names what does not fit by where it is from, and ends where it is interrupted", async () => {
  const wrong = [{ source: "wrong.json", inputs: { person: { age: 3 } } }];
  await expect(explainRun(directory, wrong)).rejects.toMatchObject({
    code: "data-invalid",
    message: expect.stringMatching(/^wrong\.json: Input "person" .*noise/) as string,
  });
  const chosen = await heldOutExamples(config, run.summary, 3);
  const controller = new AbortController();
  const stopped = explainRun(directory, chosen, {
    signal: controller.signal,
    onEvent: (event) => event.type === "progress" && event.done === 1 && controller.abort(),
  });
  await expect(stopped).rejects.toMatchObject({
    code: "interrupted",
    message: "Explaining was interrupted after 1 of 3 examples; nothing was written.",
  });
});
