import "@tensorflow/tfjs-backend-cpu";
import { numeric, regression, type FittedSpec } from "@polyhead/spec";
import { dispose, memory, ones, randomNormal, setBackend, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend } from "../engine/choose-backend.ts";
import { balancingMethod, balancingMethods } from "../balancing/methods.ts";
import "../balancing/testing/all-close.ts";
import { buildModel } from "../model/build-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { adam } from "../optimizers/adam.ts";
import { tensorsOf, type Batch } from "./batch.ts";
import { trainingStep } from "./training-step.ts";

const tasks = ["size", "age", "height"];
const spec: FittedSpec = {
  name: "net",
  inputs: { x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
  tasks: Object.fromEntries(
    tasks.map((task) => [task, { ...regression(), normalizer: { mean: [0], std: [1] } }]),
  ),
};

/** Every third batch lacks the labels of one task. */
function someBatch(at: number): Batch {
  return tidy(() => ({
    inputs: [randomNormal([6, 2], 0, 1, "float32", 10 * at + 1)],
    targets: tasks.map((_, task) => ({
      values: randomNormal([6, 1], task, 1, "float32", 10 * at + task + 2),
      weights: at % 3 === 2 && task === at % 2 ? zeros([6, 1]) : ones([6, 1]),
    })),
  }));
}

/** All weights of a model after ten steps. */
async function trained(name: string): Promise<{ weights: number[]; mode: string | undefined }> {
  let seed = 1;
  const model = buildModel({ ...spec, trunk: mlp({ units: [8, 8] }) }, () => seed++);
  const optimizer = adam({ learningRate: 0.01 });
  const step = trainingStep({ model, spec, balancing: balancingMethod(name), optimizer, seed: 3 });
  for (let at = 0; at < 10; at++) {
    const batch = someBatch(at);
    await step.run(batch);
    dispose(tensorsOf(batch));
  }
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  const { mode } = step;
  step.dispose();
  model.dispose();
  return { weights: values.flatMap((list) => [...list]), mode };
}

const onCoordinates = [...balancingMethods.keys()].filter(
  (name) => balancingMethod(name).kind === "coordinates",
);

test("four methods need the gradients' coordinates", () => {
  expect(onCoordinates).toEqual(["graddrop", "db-mtl", "moco", "excess-mtl"]);
});

test.each(onCoordinates)("%s trains the same model on every engine", async (name) => {
  await setBackend("cpu");
  const { weights: expected } = await trained(name);
  for (const prefer of ["onnxruntime", "wasm"] satisfies BackendName[]) {
    await chooseBackend({ prefer });
    const before = memory().numTensors;
    const { weights, mode } = await trained(name);
    expect(weights).toBeAllClose(expected, { atol: 1e-3 });
    expect(mode).toBe(prefer === "onnxruntime" ? "steps compiled" : undefined);
    expect(memory().numTensors).toBe(before);
  }
});
