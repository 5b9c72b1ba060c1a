import "@tensorflow/tfjs-backend-cpu";
import { classification, image, regression, type FittedSpec } from "@polyhead/spec";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { toBatch } from "./batch.ts";
import type { Dataset } from "./dataset.ts";

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
const dataset: Dataset = {
  count: 2,
  inputs: { image: Uint8Array.of(0, 0, 0, 0, 0, 0, 11, 22, 34, 10, 24, 22) },
  labels: { label: Float64Array.of(0, 1), size: Float64Array.of(5, 25) },
};

test("takes the rows asked for, standardized by channel, labels as the losses take them", () => {
  const { inputs, targets } = toBatch(spec, dataset, Uint32Array.of(1));
  expect(inputs[0]?.shape).toEqual([1, 1, 2, 3]);
  expect([...(inputs[0]?.dataSync() ?? [])]).toEqual([1, 1, 1, 0, 2, -2]);
  expect(targets.map((target) => [...target.dataSync()])).toEqual([[0, 1], [2]]);
  expect(memory().numTensors).toBe(3);
});
