import {
  categorical,
  classification,
  dates,
  image,
  numeric,
  regression,
  tagging,
  text,
  type Example,
} from "@polyhead/spec";
import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  dispose,
  max,
  memory as tensorMemory,
  setBackend,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { randomSource } from "../data/random.ts";
import { allRows } from "../data/row-set.ts";
import { inputTensors } from "../fit/batch.ts";
import { readDataset } from "../fit/dataset.ts";
import { fitSpec } from "../fit/fit-spec.ts";
import { buildModel } from "../model/build-model.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { biLstm } from "../model/trunks/bi-lstm.ts";
import { cnn } from "../model/trunks/cnn.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { columnImportance } from "./column-importance.ts";
import { explainExamples, type ExplainOptions } from "./explain-examples.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

async function* listed(examples: readonly Example[]): AsyncGenerator<Example> {
  yield* examples;
}

async function optionsOf(config: ModelConfig, examples: readonly Example[]): Promise<ExplainOptions> {
  const dataset = await readDataset(config, listed(examples), "training");
  const rows = Uint32Array.from(examples.keys());
  const { spec } = await fitSpec(config.name, config, dataset, allRows(dataset.count));
  let seed = 1;
  return {
    model: buildModel({ ...config, inputs: spec.inputs }, () => seed++),
    spec,
    dataset,
    rows,
  };
}

const random = randomSource(1, "pictures");
const pictures: Example[] = Array.from({ length: 3 }, (_, at) => ({
  inputs: {
    image: Uint8Array.from({ length: 80 * 8 * 3 }, () => random.integer(256)),
    age: { a: at, b: 1 },
  },
  labels: { kind: "dog", weight: at },
}));
const options = await optionsOf(
  {
    name: "pets",
    inputs: { image: image({ height: 8, width: 80 }), age: numeric({ columns: ["a", "b"] }) },
    tasks: { kind: classification({ classes: ["cat", "dog"] }), weight: regression({ unit: "kg" }) },
    trunk: cnn({ filters: [3, 4], dense: 8 }),
    sharing: mmoe({ experts: 2 }),
  },
  pictures,
);

test("explains each task's prediction of each picture, and leaves no tensor behind", async () => {
  const before = tensorMemory().numTensors;
  const examples = await explainExamples(options);
  expect(tensorMemory().numTensors).toBe(before);
  expect(examples.map(({ tasks }) => tasks.map(({ task, label, unit }) => [task, label, unit]))).toEqual([
    [["kind", "dog", "logit"], ["weight", "0.00 kg", "kg"]],
    [["kind", "dog", "logit"], ["weight", "1.00 kg", "kg"]],
    [["kind", "dog", "logit"], ["weight", "2.00 kg", "kg"]],
  ]); // prettier-ignore
  for (const { pictures: shown, tasks } of examples) {
    expect(shown["image"]).toMatch(/^data:image\/png;base64,/);
    expect(tasks[0]?.prediction).toMatch(/^(cat|dog) (0\.[5-9]|1\.)/);
    expect(tasks[1]?.prediction).toBe(`${tasks[1]?.score.toPrecision(3)} kg`);
    for (const { maps } of tasks) {
      expect(maps.map(({ input, method }) => [input, method])).toEqual([
        ["image", "grad-cam"],
        ["image", "integrated-gradients"],
      ]);
      for (const { values } of maps) expect([values.length, values[0]?.length]).toEqual([6, 64]);
      expect(Math.min(...maps[0]!.values.flat())).toBe(0);
      expect(Math.max(...maps[0]!.values.flat())).toBeGreaterThan(0);
    }
  }
});

test("attributions of a small picture's pixels and of the numbers beside it make up the whole score", async () => {
  const [{ tasks } = { tasks: [] }] = await explainExamples({ ...options, rows: new Uint32Array([1]) });
  // Row 1 has the mean of both numbers, so that they account for nothing.
  for (const { score, baseline, maps } of tasks) {
    const total = maps[1]!.values.flat().reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(score - baseline, 3);
    expect(Math.abs(total)).toBeGreaterThan(0.01);
  }
});

test("tells how much columns matter, as shares by task", async () => {
  const people: Example[] = Array.from({ length: 20 }, (_, at) => ({
    inputs: { person: { age: at, constant: 3, hours: (at * 7) % 20 } },
    labels: { income: at, years: at },
  }));
  const config: ModelConfig = {
    name: "people",
    inputs: { person: numeric({ columns: ["age", "constant", "hours"] }) },
    tasks: { income: regression(), years: regression() },
    trunk: mlp({ units: [8] }),
  };
  const census = await optionsOf(config, people);
  const before = tensorMemory().numTensors;
  const [matrix] = await columnImportance(census);
  expect(tensorMemory().numTensors).toBe(before);
  expect(matrix).toMatchObject({ rows: ["age", "constant", "hours"], columns: ["income", "years"] });
  expect(matrix!.values[1]).toEqual([0, 0]);
  for (const task of [0, 1]) {
    const shares = matrix!.values.map((row) => row[task]!);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    expect(shares[0]).toBeGreaterThan(0.01);
  }
});

test("tells how much columns of values and dates matter, each with all that stands for it", async () => {
  const people: Example[] = Array.from({ length: 21 }, (_, at) => ({
    inputs: {
      person: { job: at % 3, town: "same" },
      start: { day: `20${String(10 + at)}-06-01`, birthday: null },
      age: [at % 5],
    },
    labels: { income: at % 3 },
  }));
  const options = await optionsOf(
    {
      name: "people",
      inputs: {
        person: categorical({ columns: ["job", "town"] }),
        start: dates({ columns: ["day", "birthday"], parts: ["year", "month"] }),
        age: numeric({ columns: ["age"] }),
      },
      tasks: { income: regression() },
      trunk: mlp({ units: [8] }),
    },
    people,
  );
  const before = tensorMemory().numTensors;
  const matrices = await columnImportance(options);
  expect(tensorMemory().numTensors).toBe(before);
  expect(matrices.map(({ name, rows }) => [name, rows])).toEqual([
    ["person", ["job", "town"]],
    ["start", ["day", "birthday"]],
    ["age", ["age"]],
  ]);
  const [job, town, day, birthday, age] = matrices.flatMap(({ values }) => values.map(([share]) => share!));
  expect(job! + day! + age!).toBeCloseTo(1, 5);
  for (const share of [job, day, age]) expect(share).toBeGreaterThan(0.001);
  for (const share of [town, birthday]) expect(share).toBeLessThan(1e-6); // the same in every row
});

test("explains pictures beside which values of columns are read", async () => {
  const config: ModelConfig = {
    name: "pets",
    inputs: { image: image({ height: 8, width: 8 }), breed: categorical({ columns: ["breed"] }) },
    tasks: { weight: regression({ unit: "kg" }) },
    trunk: cnn({ filters: [3], dense: 8 }),
  };
  const animals: Example[] = ["poodle", "pug", "poodle"].map((breed, at) => ({
    inputs: { image: Uint8Array.from({ length: 8 * 8 * 3 }, () => random.integer(256)), breed: { breed } },
    labels: { weight: at },
  }));
  const before = tensorMemory().numTensors;
  const options = await optionsOf(config, animals);
  const [{ tasks } = { tasks: [] }] = await explainExamples(options);
  options.model.dispose();
  expect(tensorMemory().numTensors).toBe(before);
  expect(tasks[0]?.maps.map(({ method }) => method)).toEqual(["grad-cam", "integrated-gradients"]);
});

test("traces predictions to words and columns: masks, experts and padding included, they make up the whole score", async () => {
  const queries = ["flights to Boston", "fares from Rome to Oslo on the last day of May", "to Rome", ""];
  const tagsOf = (query: string): string[] =>
    query.split(" ").map((word) => (/^[A-Z]/.test(word) && word !== "May" ? "B-city" : "O"));
  const config: ModelConfig = {
    name: "travel",
    inputs: { query: text({ maxLength: 16 }), when: numeric({ columns: ["hour"] }) },
    tasks: {
      intent: classification({ classes: ["flight", "fare"] }),
      price: regression({ unit: "€" }),
      slots: tagging({ entities: ["city"] }),
    },
    trunk: biLstm({ embedding: 4, units: [5], dropout: 0.5 }),
    sharing: mmoe({ experts: 2 }),
  };
  const travel = queries.map((query, at): Example => {
    const labels = { intent: at === 0 ? "flight" : "fare", price: 10 * at };
    return {
      inputs: { query, when: [at * at] },
      labels: { ...labels, slots: query === "" ? null : tagsOf(query) },
    };
  });
  const before = tensorMemory().numTensors;
  const options = await optionsOf(config, travel);
  // With biases of 0, as at first, a network that reads padding does not show it.
  for (const weight of options.model.weights)
    if (weight.originalName.endsWith("bias")) tidy(() => void weight.write(add(weight.read(), 0.4)));
  const examples = await explainExamples(options);
  const matrices = await columnImportance(options);
  const [alone] = await explainExamples({ ...options, rows: new Uint32Array([0]) });
  const inputs = inputTensors(options.spec, options.dataset, await options.dataset.read(options.rows));
  const outputs = options.model.predictOnBatch(inputs) as Tensor[];
  const largest = tidy(() => [...max(outputs[0]!, 1).dataSync()]);
  dispose([...inputs, ...outputs]);
  expect(examples.map(({ tasks }) => tasks[0]!.score.toFixed(3))).toEqual(
    largest.map((logit) => logit.toFixed(3)),
  );
  for (const { tasks } of examples)
    for (const { score, baseline, texts, columns } of tasks) {
      const values = [...texts["query"]!.pieces.map(({ value }) => value), columns["when"]!["hour"]!];
      const total = values.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(total - (score - baseline))).toBeLessThan(0.002 * Math.max(1, Math.abs(score)));
    }
  expect(examples.map(({ tasks }) => tasks[2]?.label)).toEqual([
    "city “boston”",
    "city “rome”, city “oslo”",
    "city “rome”",
    "–",
  ]);
  expect(examples[0]!.tasks[0]!.texts["query"]!.pieces.map(({ piece }) => piece)).toEqual([
    "flights",
    "to",
    "boston",
  ]);
  // Padded to the longest of a batch or not, a text says the same.
  expect(alone!.tasks.map(({ score }) => score.toFixed(3))).toEqual(
    examples[0]!.tasks.map(({ score }) => score.toFixed(3)),
  );
  expect(matrices.map(({ name, rows }) => [name, rows])).toEqual([["when", ["hour"]]]);
  options.model.dispose();
  expect(tensorMemory().numTensors).toBe(before);
});
