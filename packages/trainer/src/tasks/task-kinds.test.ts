import "@tensorflow/tfjs-backend-cpu";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import { numeric, type Example, type FittedSpec } from "@polyhead/spec";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { equal } from "../balancing/losses/equal.ts";
import { randomSource } from "../data/random.ts";
import { tensorsOf, toBatch } from "../fit/batch.ts";
import { allPlaces, allRows } from "../data/row-set.ts";
import { readDataset, type Dataset } from "../fit/dataset.ts";
import { evaluate } from "../fit/evaluate.ts";
import { fitSpec } from "../fit/fit-spec.ts";
import { trainingStep } from "../fit/training-step.ts";
import { buildModel } from "../model/build-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { primaryMetric } from "./task-kinds.ts";
import { kindCases, type KindCase } from "./testing/kind-cases.ts";

const STEPS = 60;

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

/** 96 examples of one task, every third of them without a label. */
function examplesOf({ label }: KindCase): readonly Example[] {
  const random = randomSource(7, "kinds");
  return Array.from({ length: 96 }, (_, index) => {
    const [a, b] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    return { inputs: { x: [a, b] }, labels: { task: index % 3 === 1 ? null : label(a, b) } };
  });
}

async function read(each: KindCase): Promise<{ readonly spec: FittedSpec; readonly dataset: Dataset }> {
  const shape = { inputs: { x: numeric({ columns: ["a", "b"] }) }, tasks: { task: each.task } };
  const dataset = await readDataset(shape, examplesOf(each), "training");
  const { spec } = await fitSpec("net", shape, dataset, allRows(dataset.count));
  return { dataset, spec };
}

/** The loss of each of some steps, and the primary metric after them. */
async function trained(
  each: KindCase,
  backend: string,
  steps: number,
): Promise<{
  readonly losses: readonly number[];
  readonly score: number;
  readonly mode: string | undefined;
}> {
  await setBackend(backend);
  const { spec, dataset } = await read(each);
  let seed = 1;
  const model = buildModel({ ...spec, trunk: mlp({ units: [16] }) }, () => seed++);
  const optimizer = adam({ learningRate: 0.05 });
  const step = trainingStep({ model, spec, balancing: equal(), optimizer, seed: 3 });
  const losses: number[] = [];
  const examples = await dataset.read(allPlaces(dataset.count));
  for (let at = 0; at < steps; at++) {
    const batch = toBatch(spec, dataset, examples);
    await step.run(batch);
    dispose(tensorsOf(batch));
    losses.push((await step.means()).losses["task"] ?? Number.NaN);
    step.reset();
  }
  const metrics = await evaluate(model, spec, dataset);
  const { mode } = step;
  step.dispose();
  model.dispose();
  return { losses, mode, score: metrics["task"]?.[primaryMetric(each.task)] ?? Number.NaN };
}

describe.each([...kindCases.keys()])("%s", (name) => {
  const each = kindCases.get(name)!;

  test("is learned in compiled steps from the labels that are there, without tensors left behind", async () => {
    await setBackend("onnxruntime");
    const before = memory().numTensors;
    const { losses, score, mode } = await trained(each, "onnxruntime", STEPS);
    expect(mode).toBe("steps compiled");
    expect(losses.at(-1)).toBeLessThan(0.85 * (losses[0] ?? 0));
    expect(score).toBeGreaterThan(0.8);
    expect(memory().numTensors).toBe(before);
  });

  test("has the losses of plain TensorFlow.js", async () => {
    const plain = await trained(each, "cpu", 5);
    const compiled = await trained(each, "onnxruntime", 5);
    for (const [step, loss] of plain.losses.entries()) expect(compiled.losses[step]).toBeCloseTo(loss, 4);
  });
});
