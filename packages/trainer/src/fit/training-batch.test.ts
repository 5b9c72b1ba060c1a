import "@tensorflow/tfjs-backend-cpu";
import { classification, image, regression, type Example, type FittedSpec } from "@polyhead/spec";
import { dispose, memory, setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import type { BatchMixing } from "../augmentations/augmentation.ts";
import { colorJitter } from "../augmentations/color-jitter.ts";
import { crop } from "../augmentations/crop.ts";
import { flip } from "../augmentations/flip.ts";
import { mixup } from "../augmentations/mixup.ts";
import "../balancing/testing/all-close.ts";
import { equal } from "../balancing/losses/equal.ts";
import { allRows, rowsFrom } from "../data/row-set.ts";
import { buildModel } from "../model/build-model.ts";
import { cnn } from "../model/trunks/cnn.ts";
import { adam } from "../optimizers/adam.ts";
import { batchOf, inputTensors, tensorsOf, type Batch } from "./batch.ts";
import { readDataset, type Dataset } from "./dataset.ts";
import { lossesOf } from "./task-losses.ts";
import { trainingBatch } from "./training-batch.ts";
import { trainingStep } from "./training-step.ts";

const shape = {
  inputs: { picture: image({ height: 4, width: 4, channels: 1 }) },
  tasks: { label: classification({ classes: ["no", "yes"] }), size: regression() },
};
const spec: FittedSpec = {
  name: "net",
  inputs: { picture: { ...shape.inputs.picture, normalizer: { mean: [0], std: [1] } } },
  tasks: { label: shape.tasks.label, size: { ...shape.tasks.size, normalizer: { mean: [0], std: [1] } } },
};
const examples: Example[] = Array.from({ length: 6 }, (_, index) => ({
  inputs: { picture: Uint8Array.from({ length: 16 }, (__, at) => index * 16 + at) },
  labels: { label: index % 2 === 0 ? "yes" : "no", size: index === 3 ? null : index },
}));

let dataset: Dataset;
beforeAll(async () => {
  await setBackend("cpu");
  dataset = await readDataset(shape, examples, "training");
});

const pictures = [flip(), crop({ padding: 1 }), colorJitter()];

async function pixels(place: number, length: number, epoch = 1, augment = pictures): Promise<number[]> {
  const rows = rowsFrom(allRows(6), place, length);
  const options = { spec, dataset, augment, seed: 4, epoch };
  const batch = trainingBatch(options, await dataset.read(rows), place);
  const values = [...batch.inputs[0]!.dataSync()];
  dispose(tensorsOf(batch));
  return values;
}

test("what a place of an epoch gives does not depend on where its batch begins", async () => {
  const whole = await pixels(0, 6);
  expect([...(await pixels(0, 2)), ...(await pixels(2, 4))]).toEqual(whole);
  expect(await pixels(0, 6, 2)).not.toEqual(whole);
  expect(await pixels(0, 6, 1, [])).not.toEqual(whole);
});

test("the store's rows stay as they are", async () => {
  await pixels(0, 6);
  expect(await pixels(0, 6, 1, [])).toEqual(Array.from({ length: 96 }, (_, at) => at));
});

/** Keeps 3 quarters. */
const fixed: BatchMixing = { ...mixup(), share: () => 0.75 };

async function mixedBatch(): Promise<Batch> {
  const read = await dataset.read(rowsFrom(allRows(6), 0, 6));
  return trainingBatch({ spec, dataset, augment: [fixed], seed: 4, epoch: 1 }, read, 0);
}

test("mixed losses are those of both labels, by their shares, where they are there", async () => {
  const batch = await mixedBatch();
  const [, size] = batch.targets;
  const own = [...size!.values.dataSync()];
  const other = [...size!.mixed!.values.dataSync()];
  expect([...size!.weights!.dataSync()]).toEqual([0.75, 0.75, 0.75, 0, 0.75, 0.75]);
  const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
  expect(sorted(own)).toEqual(sorted(other));
  expect(other).not.toEqual(own);
  const plain = inputTensors(spec, dataset, await dataset.read(rowsFrom(allRows(6), 0, 6)))[0]!;
  const before = [...plain.dataSync()];
  // The first pixel of a picture tells which it is.
  const partners = [...batch.inputs[0]!.dataSync()]
    .filter((_, at) => at % 16 === 0)
    .map((value, index) => (value - 0.75 * before[16 * index]!) / 0.25 / 16);
  const labels = [0, 1, 2, Number.NaN, 4, 5];
  expect(partners.map((partner) => labels[Math.round(partner)]!).map((label) => label || 0)).toBeAllClose(
    other,
    {
      atol: 1e-5,
    },
  );

  let seed = 1;
  const model = buildModel({ ...spec, trunk: cnn({ filters: [2], dense: 4 }) }, () => seed++);
  const outputs = model.predict(batch.inputs[0]!) as Tensor[];
  const [, loss] = lossesOf(spec, outputs, batch.targets);
  const predicted = [...outputs[1]!.dataSync()];
  const weighted = [own, other].map((values, side) =>
    values.map((value, index) => {
      const weights = side === 0 ? size!.weights! : size!.mixed!.weights;
      const weight = weights.dataSync()[index]!;
      return [weight, weight * (predicted[index]! - value) ** 2] as const;
    }),
  );
  const sums = weighted.flat().reduce(([w, l], [weight, part]) => [w + weight, l + part], [0, 0]);
  expect(loss!.dataSync()[0]).toBeCloseTo(sums[1] / sums[0], 2);
  dispose([plain, ...tensorsOf(batch), ...outputs]);
  model.dispose();
});

test("a mixed batch survives being taken apart, trains, and leaves no tensor behind", async () => {
  const before = memory().numTensors;
  const batch = await mixedBatch();
  expect(batchOf(tensorsOf(batch), batch)).toEqual(batch);
  let seed = 1;
  const model = buildModel({ ...spec, trunk: cnn({ filters: [2], dense: 4 }) }, () => seed++);
  const optimizer = adam({ learningRate: 1e-6 });
  const step = trainingStep({ model, spec, balancing: equal(), optimizer, seed: 0 });
  await step.run(batch);
  expect((await step.means()).objective).toBeGreaterThan(0);
  step.dispose();
  model.dispose();
  dispose(tensorsOf(batch));
  expect(memory().numTensors).toBe(before);
});
