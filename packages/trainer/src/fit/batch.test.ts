import "@tensorflow/tfjs-backend-cpu";
import { classification, image, regression, type Example, type FittedSpec } from "@polyhead/spec";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { batchOf, tensorsOf, toBatch, type Batch } from "./batch.ts";
import { allPlaces } from "../data/row-set.ts";
import { readDataset } from "./dataset.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const spec: FittedSpec = {
  name: "net",
  inputs: {
    image: { ...image({ height: 1, width: 2 }), normalizer: { mean: [10, 20, 30], std: [1, 2, 4] } },
  },
  tasks: {
    label: classification({ classes: ["a", "b"] }),
    size: { ...regression(), normalizer: { mean: [5], std: [10] } },
  },
};
const first: Example = {
  inputs: { image: Uint8Array.of(0, 0, 0, 0, 0, 0) },
  labels: { label: "a", size: 5 },
};
const second: Example = {
  inputs: { image: Uint8Array.of(11, 22, 34, 10, 24, 22) },
  labels: { label: "b", size: 25 },
};

async function batchFrom(examples: readonly Example[], places?: Uint32Array): Promise<Batch> {
  const dataset = await readDataset(spec, examples, "training");
  return toBatch(spec, dataset, await dataset.read(places ?? allPlaces(dataset.count)));
}

const numbers = (tensors: Batch["inputs"]): number[][] => tensors.map((tensor) => [...tensor.dataSync()]);

test("takes the rows asked for, standardized by channel, labels as the losses take them", async () => {
  const { inputs, targets } = await batchFrom([first, second], Uint32Array.of(1));
  expect(inputs[0]?.shape).toEqual([1, 1, 2, 3]);
  expect(numbers(inputs)).toEqual([[1, 1, 1, 0, 2, -2]]);
  expect(numbers(targets.map(({ values }) => values))).toEqual([[0, 1], [2]]);
  expect(targets.map(({ weights }) => weights)).toEqual([undefined, undefined]);
  expect(memory().numTensors).toBe(3);
});

test("gives the labels of a task that lacks some weights, 0 for those, and finite numbers to compare with", async () => {
  const { targets } = await batchFrom([first, { ...second, labels: { label: "", size: 25 } }]);
  const [label, size] = targets;
  expect(numbers([label!.values, label!.weights!])).toEqual([
    [1, 0, 1, 0],
    [1, 0],
  ]);
  expect(size!.weights).toBeUndefined();
});

test("tensors in a row become a batch of the same structure again", async () => {
  const batch = await batchFrom([first, { ...second, labels: { label: "a", size: Number.NaN } }]);
  const again = batchOf(tensorsOf(batch), batch);
  expect(again).toEqual(batch);
  expect(tensorsOf(batch)).toHaveLength(4);
});
