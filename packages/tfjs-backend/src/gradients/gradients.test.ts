import * as tf from "@tensorflow/tfjs-core";
// What registers the gradients of tfjs.
import "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { registerOnnxRuntimeBackend } from "../register.ts";
import { fusedBatchNormGradient } from "./fused-batch-norm.ts";
import { sigmoidGradient, tanhGradient } from "./activation-gradients.ts";
import { multiplyGradient } from "./multiply.ts";
import { meanGradient, sumGradient } from "./sum-and-mean.ts";
import { tileGradient } from "./tile.ts";

const stock = new Map(
  ["Sum", "Mean", "Multiply", "Sigmoid", "Tanh", "Tile", "FusedBatchNorm"].map((name) => [
    name,
    tf.getGradient(name),
  ]),
);

beforeAll(async () => {
  registerOnnxRuntimeBackend();
  await tf.setBackend("onnxruntime");
});

/** The gradients of a program by its inputs, and the kernels that they took. */
async function gradients(
  config: tf.GradConfig,
  program: (...x: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): Promise<{ values: number[][]; kernels: number }> {
  tf.registerGradient(config);
  let values: number[][] = [];
  const { kernelNames, kernels } = await tf.profile(() => {
    const found = tf.grads(program)(inputs);
    values = found.map((gradient) => [...gradient.dataSync()]);
    return found;
  });
  expect(kernelNames.length).toBeGreaterThan(0);
  return { values, kernels: kernels.length };
}

const x = tf.tidy(() => tf.randomUniform([2, 5, 4, 3], -1, 1, "float32", 1));
const [scale, offset, mean, variance] = [2, 3, 4, 5].map((seed) =>
  tf.randomUniform([3], 0.5, 1, "float32", seed),
);

type Program = (...x: tf.Tensor[]) => tf.Tensor;

test.each<[tf.GradConfig, Program, tf.Tensor[]]>([
  [sumGradient, (a) => tf.sum(tf.square(tf.sum(a, [1, 3]))), [x]],
  [meanGradient, (a) => tf.sum(tf.square(tf.mean(a, [0, 2], true))), [x]],
  [
    multiplyGradient,
    (a, b) => tf.sum(tf.mul(tf.square(a), tf.mul(b, tf.ones([5, 1, 3], "int32")))),
    [x, scale!],
  ],
  [sigmoidGradient, (a) => tf.sum(tf.square(tf.sigmoid(a))), [x]],
  [tanhGradient, (a) => tf.sum(tf.square(tf.tanh(a))), [x]],
  [tileGradient, (a) => tf.sum(tf.square(tf.tile(a, [3, 1, 4, 2]))), [x]],
  [
    fusedBatchNormGradient,
    (a, m, v, o, s) =>
      tf.sum(
        tf.square(
          tf.batchNorm(
            a as tf.Tensor4D,
            m as tf.Tensor1D,
            v as tf.Tensor1D,
            o as tf.Tensor1D,
            s as tf.Tensor1D,
          ),
        ),
      ),
    [x, mean!, variance!, offset!, scale!],
  ],
])("$kernelName: the values of tfjs's own gradient, in no more kernels", async (config, program, inputs) => {
  const theirs = await gradients(stock.get(config.kernelName)!, program, inputs);
  const ours = await gradients(config, program, inputs);
  for (const [index, values] of theirs.values.entries())
    for (const [at, value] of values.entries()) expect(ours.values[index]![at]).toBeCloseTo(value, 4);
  expect(ours.kernels).toBeLessThanOrEqual(theirs.kernels);
});

test("the gradient of Tile is known for five axes", () => {
  tf.registerGradient(tileGradient);
  const gradient = tf.grad((a) => tf.sum(tf.tile(a, [1, 2, 1, 3, 1])))(tf.ones([1, 2, 1, 2, 3]));
  expect([...new Set(gradient.dataSync())]).toEqual([6]);
});

test.each([
  ["sigmoid", sigmoidGradient, tf.sigmoid],
  ["tanh", tanhGradient, tf.tanh],
] as const)("the gradient of the gradient of %s", async (_, config, activation) => {
  const second = (a: tf.Tensor): tf.Tensor =>
    tf.grad((b) => tf.sum(tf.square(tf.grad((c) => tf.sum(tf.square(activation(c))))(b))))(a);
  const values = (gradient: tf.GradConfig): number[] => {
    tf.registerGradient(gradient);
    return tf.tidy(() => [...second(x).dataSync()]);
  };
  const theirs = values(stock.get(config.kernelName)!);
  for (const [at, value] of values(config).entries()) expect(value).toBeCloseTo(theirs[at]!, 4);
});
