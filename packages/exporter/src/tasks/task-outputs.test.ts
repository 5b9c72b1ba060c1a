import { checkModel, encodeModel } from "@polyhead/onnx";
import {
  binary,
  classification,
  count,
  multiLabel,
  numeric,
  ordinal,
  regression,
  type FittedSpec,
  type FittedTask,
} from "@polyhead/spec";
import "@tensorflow/tfjs-backend-cpu";
import { layers } from "@tensorflow/tfjs-layers";
import { memory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { optimizeModel } from "../optimize-model.ts";
import { checkParity } from "../parity/check-parity.ts";
import { planTasks } from "../plan-tasks.ts";
import { buildModel, call } from "../testing/models.ts";

const names = ["x", "y"];
const one = { normalizer: { mean: [100], std: [7] } };
const two = { normalizer: { mean: [100, -3], std: [7, 0.5] } };
const tasks: ReadonlyMap<string, { task: FittedTask; width: number; shape: readonly number[] }> = new Map(
  Object.entries({
    binary: { task: binary({ focalGamma: 2 }), width: 1, shape: [] },
    classification: { task: classification({ classes: ["a", "b", "c"] }), width: 3, shape: [3] },
    count: { task: { ...count(), mean: 7, deviance: 2 }, width: 1, shape: [] },
    multiLabel: { task: multiLabel({ labels: ["a", "b"] }), width: 2, shape: [2] },
    ordinal: { task: ordinal({ levels: ["a", "b", "c", "d"] }), width: 3, shape: [4] },
    regression: { task: { ...regression(), ...one }, width: 1, shape: [] },
    "one Gaussian": { task: { ...regression({ loss: "gaussian" }), ...one }, width: 2, shape: [2] },
    "quantiles of one": { task: { ...regression({ loss: "quantile" }), ...one }, width: 3, shape: [3] },
    "one quantile": {
      task: { ...regression({ loss: "quantile", quantiles: [0.9] }), ...one },
      width: 1,
      shape: [1],
    },
    "two numbers": { task: { ...regression({ names }), ...two }, width: 2, shape: [2] },
    "two Gaussians": {
      task: { ...regression({ names, loss: "gaussian" }), ...two },
      width: 4,
      shape: [2, 2],
    },
    "quantiles of two": {
      task: { ...regression({ names, loss: "quantile", quantiles: [0.2, 0.3, 0.6, 0.9] }), ...two },
      width: 8,
      shape: [2, 4],
    },
  }),
);

test.each([...tasks])("%s: the graph's output is TensorFlow.js's, and has its shape", async (_, each) => {
  const { task, width, shape } = each;
  const model = buildModel([[3]], (input) => call(layers.dense({ units: width }), input));
  const normalizer = { mean: [0, 0, 0], std: [1, 1, 1] };
  const spec: FittedSpec = {
    name: "net",
    inputs: { input0: { ...numeric({ columns: ["a", "b", "c"] }), normalizer } },
    tasks: { task },
  };
  const before = memory().numTensors;
  const plan = await planTasks(model, spec, { logits: true });
  const onnx = optimizeModel(plan.onnx);
  checkModel(onnx);
  for (const output of onnx.graph.outputs) expect(output.type?.shape).toEqual(["batch", ...shape]);
  const { outputs } = await checkParity(
    { plan: { ...plan, onnx }, file: encodeModel(onnx) },
    { providers: ["cpu"], tolerance: { absolute: 1e-5, relative: 1e-5 } },
  );
  const compared = new Set(outputs.map(({ output }) => output));
  expect([...compared]).toEqual(onnx.graph.outputs.map(({ name }) => name));
  expect(memory().numTensors).toBe(before);
});
