// B examples, U features
import "@tensorflow/tfjs-backend-cpu";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import { numeric, regression, type FittedSpec } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Balancing, GramianBalancing } from "../balancing/balancing.ts";
import { graddrop } from "../balancing/gradients/graddrop.ts";
import { gramianMethod } from "../balancing/gradients/gramian-method.ts";
import { mgda } from "../balancing/gradients/mgda.ts";
import "../balancing/testing/all-close.ts";
import { atRepresentation } from "../balancing/wrappers/at-representation.ts";
import { buildModel } from "../model/build-model.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import { mmoe } from "../model/sharing/mmoe.ts";
import { mtan } from "../model/sharing/mtan.ts";
import { softSharing } from "../model/sharing/soft-sharing.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { Batch } from "./batch.ts";
import { trainingStep, type StepOptions } from "./training-step.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

function specOf(tasks: number): FittedSpec {
  const standard = { normalizer: { mean: [0], std: [1] } };
  return {
    name: "net",
    inputs: { x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } } },
    tasks: Object.fromEntries(
      Array.from({ length: tasks }, (_, task) => [`t${task}`, { ...regression(), ...standard }]),
    ),
  };
}

/** Three linear features of two numbers, and a linear head for each of two tasks. */
function linear(normalized: boolean): LayersModel {
  const on = (layer: { apply(x: SymbolicTensor): unknown }, x: SymbolicTensor): SymbolicTensor =>
    layer.apply(x) as SymbolicTensor;
  const dense = (units: number, seed: number): ReturnType<typeof layers.dense> =>
    layers.dense({
      units,
      useBias: false,
      kernelInitializer: initializers.randomNormal({ stddev: 1, seed }),
    });
  const x = input({ shape: [2] });
  const first = on(dense(3, 1), x);
  const features = normalized ? on(layers.batchNormalization(), first) : first;
  return model({ inputs: x, outputs: [2, 3].map((seed) => on(dense(1, seed), features)) });
}

function someBatch(tasks: number): Batch {
  return {
    inputs: [tf.randomNormal([4, 2], 0, 1, "float32", 1)],
    targets: Array.from({ length: tasks }, (_, task) => ({
      values: tf.randomNormal([4, 1], 0, 1, "float32", 10 + task),
    })),
  };
}

const rate = 0.1;
const allWeights = (net: LayersModel): number[][] => net.getWeights().map((weight) => [...weight.dataSync()]);

/** Every weight of a model after some steps. */
async function after(
  steps: number,
  balancing: Balancing,
  net: LayersModel,
  more: Partial<StepOptions> = {},
): Promise<number[][]> {
  const step = trainingStep({
    model: net,
    spec: specOf(2),
    balancing,
    optimizer: sgd({ learningRate: rate }),
    seed: 0,
    ...more,
  });
  for (let at = 0; at < steps; at++) await step.run(someBatch(2));
  step.dispose();
  return allWeights(net);
}

describe.each(["cpu", "onnxruntime"])("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test("the direction is Xᵀ Σ α ∂L/∂Z, with the weights that make Σ α ∂L/∂Z shortest", async () => {
    const net = linear(false);
    const { inputs, targets } = someBatch(2);
    const [kernel, ...heads] = net.getWeights() as tf.Tensor2D[];
    const features = tf.matMul(inputs[0] as tf.Tensor2D, kernel!); // Z [B, U]
    const gradients = heads.map((head, task) => {
      const errors = tf.sub<tf.Tensor2D>(tf.matMul(features, head), targets[task]!.values); // [B, 1]
      return tf.mul<tf.Tensor2D>(tf.matMul(errors, head, false, true), 2 / 4); // ∂L/∂Z [B, U]
    });
    const product = (i: number, j: number): number =>
      tf.sum(tf.mul(gradients[i]!, gradients[j]!)).dataSync()[0]!;
    const [a, b, d] = [product(0, 0), product(0, 1), product(1, 1)];
    const share = Math.min(1, Math.max(0, (d - b) / (a + d - 2 * b)));
    const combined = tf.add<tf.Tensor2D>(tf.mul(gradients[0]!, share), tf.mul(gradients[1]!, 1 - share));
    const direction = tf.matMul(inputs[0] as tf.Tensor2D, combined, true);
    const expected = tf.sub(kernel!, tf.mul(direction, rate));
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.95);
    const [trained = []] = await after(1, atRepresentation(mgda()), net);
    expect(trained).toBeAllClose([...expected.dataSync()], { atol: 1e-5 });
    const [otherwise = []] = await after(1, mgda(), linear(false));
    expect(Math.max(...trained.map((value, at) => Math.abs(value - otherwise[at]!)))).toBeGreaterThan(1e-3);
  });

  /** Weights that do not depend on the gradients, so that it is the same where these are taken. */
  const given: GramianBalancing = gramianMethod("given", "weighted", () => Float64Array.of(1, 0.25));

  test("a method that does not look at the gradients trains the same model, moving averages included", async () => {
    const penalty = (net: LayersModel): Partial<StepOptions> => ({
      penalty: () => tf.sum(tf.square(net.trainableWeights[0]!.read())),
    });
    const [at, own] = [linear(true), linear(true)];
    const steps = [after(4, atRepresentation(given), at, penalty(at)), after(4, given, own, penalty(own))];
    const [there = [], here = []] = await Promise.all(steps);
    for (const [index, weights] of there.entries())
      expect(weights).toBeAllClose(here[index]!, { atol: 1e-5 });
    expect(there).toHaveLength(7);
  });
});

test("costs one backward pass through the trunk, however many the tasks", async () => {
  await tf.setBackend("cpu");
  const products = async (tasks: number, balancing: Balancing): Promise<number> => {
    const spec = specOf(tasks);
    let seed = 1;
    const net = buildModel({ ...spec, trunk: mlp({ units: [8, 8, 8] }) }, () => seed++);
    const step = trainingStep({ model: net, spec, balancing, optimizer: sgd(), seed: 0 });
    const { kernels } = await tf.profile(async () => {
      await step.run(someBatch(tasks));
      return tf.scalar(0);
    });
    return kernels.filter(({ name }) => name === "BatchMatMul").length;
  };
  const growth = async (balancing: Balancing): Promise<number> =>
    (await products(8, balancing)) - (await products(2, balancing));
  // Two products a layer in every further task's backward pass, but for the gradient of the model's inputs.
  expect(await growth(mgda())).toBe(6 * (2 + 5));
  expect(await growth(atRepresentation(mgda()))).toBe(6 * 2);
});

test.each([mmoe(), mtan(), softSharing()])(
  "is refused where heads do not read the same features: $kind",
  (sharing) => {
    const spec = specOf(2);
    const net = buildModel({ ...spec, trunk: mlp({ units: [4, 4] }), sharing }, () => 1);
    const begin = (): unknown =>
      trainingStep({ model: net, spec, balancing: atRepresentation(mgda()), optimizer: sgd(), seed: 0 });
    expect(begin).toThrow(expect.objectContaining({ code: "config-invalid" }) as Error);
    if (sharing.kind === "soft") return;
    expect(begin).toThrow(/"mgda at the representation" needs all heads to read the same features/);
    const hard = buildModel({ ...spec, trunk: mlp({ units: [4, 4] }), sharing: hardSharing() }, () => 1);
    expect(() =>
      trainingStep({ model: hard, spec, balancing: atRepresentation(mgda()), optimizer: sgd(), seed: 0 }),
    ).not.toThrow();
  },
);

test("is refused for a method that needs the gradients' coordinates", () => {
  expect(() => atRepresentation(graddrop() as unknown as GramianBalancing)).toThrow(/received "graddrop"/);
});
