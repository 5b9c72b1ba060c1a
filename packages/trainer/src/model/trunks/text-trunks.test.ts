import "@tensorflow/tfjs-backend-cpu";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import { classification, fitText, numeric, regression, tagging, text, type FittedSpec } from "@polyhead/spec";
import { memory, setBackend, tensor, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomSource } from "../../data/random.ts";
import { allPlaces } from "../../data/row-set.ts";
import { equal } from "../../balancing/losses/equal.ts";
import { tensorsOf, toBatch } from "../../fit/batch.ts";
import { loadCheckpoint, saveCheckpoint } from "../../fit/checkpoint.ts";
import { readDataset } from "../../fit/dataset.ts";
import { trainingStep } from "../../fit/training-step.ts";
import { adam } from "../../optimizers/adam.ts";
import { buildModel } from "../build-model.ts";
import { startDropout } from "../layers/seeded-dropout.ts";
import { architectures } from "../sharing/architectures.ts";
import type { Sharing } from "../sharing/sharing.ts";
import { biLstm } from "./bi-lstm.ts";
import { mlp } from "./mlp.ts";
import { textCnn } from "./text-cnn.ts";
import { transformer } from "./transformer.ts";
import type { Trunk } from "./trunk.ts";
import { wordBag } from "./word-bag.ts";

const spec: FittedSpec = {
  name: "net",
  inputs: {
    query: fitText(
      text({ maxLength: 20 }),
      new Map(Array.from("abcdefgh", (word, index) => [word, 9 - index])),
    ),
    price: { ...numeric({ columns: ["euro"] }), normalizer: { mean: [0], std: [1] } },
  },
  tasks: {
    intent: classification({ classes: ["ask", "buy"] }),
    slots: tagging({ entities: ["city"] }),
    score: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};

const trunks: Readonly<Record<string, () => Trunk>> = {
  wordBag: () => wordBag({ embedding: 6, units: [5] }),
  textCnn: () => textCnn({ embedding: 6, filters: [5, 4] }),
  biLstm: () => biLstm({ embedding: 6, units: [4] }),
  transformer: () => transformer({ embedding: 8, layers: 2, heads: 2 }),
};
const names = Object.keys(trunks);

function built(trunk: Trunk, sharing?: Sharing): LayersModel {
  let seed = 1;
  const model = buildModel({ ...spec, trunk, ...(sharing && { sharing }) }, () => seed++);
  drawWeights(model);
  return model;
}

/** Uniform within ±0.5, biases too, without which an LSTM stays at 0 over padding; variances above 0. */
function drawWeights(model: LayersModel): void {
  const random = randomSource(1, "weights");
  tidy(() => {
    const values = model.weights.map(({ name, shape }) => {
      const from = name.includes("variance") ? 0.2 : -0.5;
      const lengths = shape.map((length) => length ?? 1);
      const size = lengths.reduce((product, length) => product * length, 1);
      return tensor(
        Float32Array.from({ length: size }, () => random.uniform(from, 0.5)),
        lengths,
      );
    });
    model.setWeights(values);
  });
}

const rows = [[2, 3, 4], [5, 6, 7, 8, 9], [3]];

/** Outputs of `rows`, padded to a length: of tags, those of real words. */
function outputs(model: LayersModel, length: number): number[][] {
  return tidy(() => {
    const padded = rows.map((row) => [...row, ...Array<number>(length - row.length).fill(0)]);
    const [query, price] = [tensor2d(padded, [3, length], "int32"), tensor2d([[1], [2], [-1]])];
    const [intent, slots, score] = model.predict([query, price]) as [Tensor, Tensor, Tensor];
    const tags = (slots.arraySync() as number[][][]).map((row, at) => row.slice(0, rows[at]?.length).flat());
    return [[...intent.dataSync()], tags.flat(), [...score.dataSync()]];
  });
}

function expectClose(actual: readonly number[][], expected: readonly number[][], within: number): void {
  const differences = actual.flat().map((value, at) => Math.abs(value - (expected.flat()[at] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(within);
}

beforeAll(async () => {
  await setBackend("cpu");
});

describe.each(names)("%s", (name) => {
  test("padding changes no prediction, and saved weights predict the same", async () => {
    const folder = await mkdtemp(join(tmpdir(), "polyhead-text-"));
    try {
      const model = built(trunks[name]!());
      const alone = outputs(model, 5);
      expectClose(outputs(model, 17), alone, 1e-6);
      await saveCheckpoint(model, join(folder, "saved"));
      const loaded = await loadCheckpoint(join(folder, "saved"));
      expect(outputs(loaded, 5)).toEqual(alone);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("every word and the number beside the text count", () => {
    const model = built(trunks[name]!());
    const before = outputs(model, 5);
    rows[2] = [4];
    const [intent = [], tags = []] = outputs(model, 5);
    rows[2] = [3];
    expect(intent.slice(4)).not.toEqual(before[0]?.slice(4));
    expect(intent.slice(0, 4)).toEqual(before[0]?.slice(0, 4));
    expect(tags.slice(-3)).not.toEqual(before[1]?.slice(-3));
  });
});

test.each(names.filter((name) => name !== "wordBag"))("%s reads words in their order", (name) => {
  const model = built(trunks[name]!());
  const [intent = []] = outputs(model, 5);
  rows[0] = [4, 3, 2];
  const [turned = []] = outputs(model, 5);
  rows[0] = [2, 3, 4];
  expect(Math.abs((turned[0] ?? 0) - (intent[0] ?? 0))).toBeGreaterThan(1e-5);
});

const examples = [
  { inputs: { query: "a b c", price: [1] }, labels: { intent: "buy", slots: "O B-city I-city", score: 1 } },
  { inputs: { query: ["d", "x"], price: [2] }, labels: { intent: "ask", slots: [null, "O"], score: null } },
  { inputs: { query: "h", price: [0] }, labels: { intent: "ask", score: 3 } },
];

describe("a compiled step on ONNX Runtime", () => {
  beforeAll(async () => {
    registerOnnxRuntimeBackend();
    await setBackend("onnxruntime");
  });
  afterAll(async () => {
    await setBackend("cpu");
  });

  test.each(names)("trains %s, and leaks nothing", async (name) => {
    const model = built(trunks[name]!());
    const dataset = await readDataset(spec, examples, "training");
    const step = trainingStep({
      model,
      spec,
      balancing: equal(),
      optimizer: adam({ learningRate: 0.02 }),
      seed: 1,
    });
    const losses: number[] = [];
    let count = 0;
    for (let number = 0; number < 12; number++) {
      const batch = toBatch(spec, dataset, await dataset.read(allPlaces(dataset.count)));
      step.reset();
      startDropout(model, number);
      await step.run(batch);
      for (const tensor of tensorsOf(batch)) tensor.dispose();
      losses.push((await step.means()).objective);
      if (number === 5) count = memory().numTensors;
    }
    expect(memory().numTensors).toBe(count);
    expect(step.mode).toBe("steps compiled");
    expect(Math.min(...losses.slice(-3))).toBeLessThan(0.9 * (losses[0] ?? 0));
    step.dispose();
  });
});

describe("ways of sharing", () => {
  test.each(Object.entries(architectures))("%s", (_, sharing) => {
    const model = built(biLstm({ embedding: 4, units: [3] }), sharing());
    const [padded, plain] = [outputs(model, 11), outputs(model, 5)];
    expectClose(padded, plain, 1e-6);
    expect(padded.flat()).not.toContain(Number.NaN);
  });
});

test("says what it cannot read", () => {
  expect(() => built(mlp())).toThrow("needs a trunk that reads texts");
  let seed = 1;
  const { query: _, ...others } = spec.inputs;
  const { slots, ...tasks } = spec.tasks;
  expect(() => buildModel({ name: "n", inputs: others, tasks, trunk: biLstm() }, () => seed++)).toThrow(
    "exactly one text input; the model has 0",
  );
  expect(() => transformer({ embedding: 10, heads: 4 })).toThrow("should divide");
  expect(() => biLstm({ dropout: 1 })).toThrow("below 1");
  expect(slots).toBeDefined();
});
