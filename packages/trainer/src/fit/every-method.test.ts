import "@tensorflow/tfjs-backend-cpu";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import { classification, numeric, regression, type FittedSpec } from "@polyhead/spec";
import {
  dispose,
  memory,
  ones,
  randomNormal,
  setBackend,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { balancingMethods } from "../balancing/methods.ts";
import { imtl } from "../balancing/gradients/imtl.ts";
import { atRepresentation } from "../balancing/wrappers/at-representation.ts";
import { everySteps } from "../balancing/wrappers/every-steps.ts";
import { smoothed } from "../balancing/wrappers/smoothed.ts";
import { nashMtl } from "../balancing/gradients/nash-mtl.ts";
import { buildModel } from "../model/build-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { tensorsOf, type Batch } from "./batch.ts";
import { trainingStep, type TrainingStep } from "./training-step.ts";

beforeAll(async () => {
  registerOnnxRuntimeBackend();
  await setBackend("onnxruntime");
});

const spec: FittedSpec = {
  name: "net",
  inputs: { x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
  tasks: {
    label: classification({ classes: ["no", "yes"] }),
    size: { ...regression(), normalizer: { mean: [0], std: [1] } },
    age: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};

const methods = new Map([
  ...balancingMethods,
  ["nash every 2 steps", () => everySteps(2, nashMtl())] as const,
  ["nash at the representation", () => atRepresentation(nashMtl())] as const,
  ["imtl every 2 steps, at the representation", () => everySteps(2, atRepresentation(imtl()))] as const,
  ["nash, smoothed", () => smoothed(nashMtl())] as const,
]);

function begin(name: string): { model: LayersModel; step: TrainingStep } {
  let seed = 1;
  const model = buildModel({ ...spec, trunk: mlp({ units: [8] }) }, () => seed++);
  const balancing = methods.get(name)!();
  return {
    model,
    step: trainingStep({ model, spec, balancing, optimizer: adam({ learningRate: 0.01 }), seed: 3 }),
  };
}

function batchOf(seed: number): Batch {
  return tidy(() => ({
    inputs: [randomNormal([6, 2], 0, 1, "float32", seed)],
    targets: [
      { values: tensor2d([1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1], [6, 2]) },
      ...[1, 2].map((at) => ({ values: randomNormal([6, 1], at, 1, "float32", seed + at) })),
    ],
  }));
}

/** Batches that lack the label of one task after another, then of none, of all but one, and of all. */
const lacking = [[0], [1], [2], [], [0, 1], [1, 2], [0, 2], [0, 1, 2], []];

function batchWithGaps(seed: number, at: number): Batch {
  const { inputs, targets } = batchOf(seed);
  const shapes = [[6], [6, 1], [6, 1]] as const;
  const weights = shapes.map((shape, task) =>
    lacking[at % lacking.length]!.includes(task) ? zeros([...shape]) : ones([...shape]),
  );
  return { inputs, targets: targets.map((target, task) => ({ ...target, weights: weights[task]! })) };
}

/** Takes the steps of two epochs, from one to another. */
async function walk(step: TrainingStep, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at++) {
    const batch = batchWithGaps(10 * at + 1, at);
    await step.run(batch);
    dispose(tensorsOf(batch));
    if (at % 4 === 3) step.endEpoch(Object.values((await step.means()).losses));
  }
}

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test.each([...methods.keys()])(
  "%s, with labels missing: finite, without tensors left behind, and resumed from its state to the bit",
  async (name) => {
    const before = memory().numTensors;
    const whole = begin(name);
    await walk(whole.step, 0, 10);
    const { objective, losses, weights } = await whole.step.means();
    const told = [objective, ...Object.values(losses), ...Object.values(weights)];
    expect(told.every(Number.isFinite)).toBe(true);
    expect(weightsOf(whole.model).flat().every(Number.isFinite)).toBe(true);
    expect(whole.step.mode).toBe("steps compiled");

    const half = begin(name);
    await walk(half.step, 0, 5);
    const resumed = begin(name);
    resumed.model.setWeights(half.model.getWeights());
    const { tensors, ...state } = await half.step.save();
    await resumed.step.restore({ ...(JSON.parse(JSON.stringify(state)) as typeof state), tensors });
    await walk(resumed.step, 5, 10);
    expect(weightsOf(resumed.model)).toEqual(weightsOf(whole.model));
    for (const { model, step } of [whole, half, resumed]) {
      step.dispose();
      model.dispose();
    }
    expect(memory().numTensors).toBe(before);
  },
);
