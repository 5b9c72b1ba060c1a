import "@tensorflow/tfjs-backend-cpu";
import { classification, numeric, regression, type FittedSpec } from "@polyhead/spec";
import { dispose, memory, setBackend, slice, tensor2d, type Tensor2D } from "@tensorflow/tfjs-core";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import { uncertainty } from "../balancing/uncertainty.ts";
import { buildModel } from "../model/build-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import type { Batch } from "./batch.ts";
import { trainingStep, type TrainingStep } from "./training-step.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

const spec: FittedSpec = {
  name: "net",
  inputs: { x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
  tasks: {
    label: classification({ classes: ["no", "yes"] }),
    size: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};

function start(): { model: LayersModel; step: TrainingStep; batch: Batch } {
  let seed = 1;
  const model = buildModel({ ...spec, trunk: mlp({ units: [8] }) }, () => seed++);
  const step = trainingStep({
    model,
    spec,
    balancing: uncertainty(),
    optimizer: adam({ learningRate: 0.05 }),
  });
  const inputs = [
    tensor2d([
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
  ];
  const targets = [
    tensor2d([
      [1, 0],
      [0, 1],
      [1, 0],
    ]),
    tensor2d([[1], [-1], [0.5]]),
  ];
  return { model, step, batch: { inputs, targets } };
}

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

describe.each(["cpu", "onnxruntime"])("on %s", (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
  });

  describe("one step", () => {
    test("changes every parameter, heads included", () => {
      const { model, step, batch } = start();
      const before = weightsOf(model);
      step.run(batch);
      for (const [index, weight] of weightsOf(model).entries()) expect(weight).not.toEqual(before[index]);
    });

    test("reports the losses apart, and an objective made of them and the weights", async () => {
      const { step, batch } = start();
      step.run(batch);
      const { steps, objective, losses, weights } = await step.means();
      expect(steps).toBe(1);
      expect(weights).toEqual({ label: 1, size: 0.5 });
      expect(objective).toBeCloseTo((losses["label"] ?? 0) + 0.5 * (losses["size"] ?? 0), 5);
    });

    test("leaves no tensor behind, and dispose gives back all but the model", () => {
      const before = memory().numTensors;
      const { model, step, batch } = start();
      step.run(batch);
      const after = memory().numTensors;
      step.run(batch);
      step.run(batch);
      expect(memory().numTensors).toBe(after);
      step.dispose();
      model.dispose();
      dispose([...batch.inputs, ...batch.targets]);
      expect(memory().numTensors).toBe(before);
    });
  });

  test("steps bring every task's loss down", async () => {
    const { step, batch } = start();
    step.run(batch);
    const first = await step.means();
    step.reset();
    for (let count = 0; count < 60; count++) step.run(batch);
    step.reset();
    step.run(batch);
    const last = await step.means();
    for (const task of ["label", "size"])
      expect(last.losses[task]).toBeLessThan((first.losses[task] ?? 0) / 5);
  });
});

test("on ONNX Runtime a step becomes one graph, a smaller last batch another, with the losses of JavaScript", async () => {
  const losses = async (backend: string): Promise<number[]> => {
    await setBackend(backend);
    const { step, batch } = start();
    const objectives: number[] = [];
    for (let count = 0; count < 8; count++) {
      const rows = count % 3 === 2 ? 2 : 3;
      const some = [...batch.inputs, ...batch.targets].map((tensor) =>
        slice(tensor, [0, 0], [rows, tensor.shape[1] ?? 1]),
      );
      step.reset();
      step.run({ inputs: some.slice(0, 1), targets: some.slice(1) as Tensor2D[] });
      objectives.push((await step.means()).objective);
    }
    expect(step.mode).toBe(backend === "cpu" ? undefined : "steps compiled");
    return objectives;
  };
  const [expected, actual] = [await losses("cpu"), await losses("onnxruntime")];
  for (const [index, objective] of expected.entries()) expect(actual[index]).toBeCloseTo(objective, 4);
});
