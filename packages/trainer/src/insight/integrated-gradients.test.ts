import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { integratedGradients } from "./integrated-gradients.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

test("gives a polynomial's integrals along the way", () => {
  // F(x, y) = x²·y, along (αx, αy): ∂F/∂x = 2α²xy, so x takes 2x²y/3 and y takes x²y/3.
  const x = tf.tensor2d([[2], [3]]);
  const y = tf.tensor2d([[5], [-1]]);
  const [ofX, ofY] = integratedGradients({
    output: ([a, b]) => tf.mul<tf.Tensor2D>(tf.square(a!), b!),
    inputs: [x, y],
    weights: tf.ones([2, 1]),
    steps: 1000,
  });
  for (const [at, score] of [20, -9].entries()) {
    expect(ofX!.dataSync()[at]).toBeCloseTo((2 * score) / 3, 3);
    expect(ofY!.dataSync()[at]).toBeCloseTo(score / 3, 3);
  }
});

test("attributions make up the score less that of the baseline (completeness), and leave no tensor behind", () => {
  const image = input({ shape: [8, 8, 3] });
  const on = (layer: layers.Layer, of: SymbolicTensor): SymbolicTensor => layer.apply(of) as SymbolicTensor;
  const kernelInitializer = initializers.heNormal({ seed: 1 });
  const features = on(
    layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", kernelInitializer }),
    image,
  );
  const pooled = on(layers.flatten(), on(layers.maxPooling2d({ poolSize: 2 }), features));
  const logits = on(
    layers.dense({ units: 3, kernelInitializer }),
    on(layers.dense({ units: 8, activation: "relu", kernelInitializer }), pooled),
  );
  const net = model({ inputs: image, outputs: logits });
  const x = tf.randomNormal([5, 8, 8, 3], 0, 1, "float32", 2);
  const weights = tf.tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 0], [0, -1, 0]]); // prettier-ignore
  const output = (inputs: readonly tf.Tensor[]): tf.Tensor2D => net.apply([...inputs]) as tf.Tensor2D;
  const before = tf.memory().numTensors;
  const [attributions] = integratedGradients({ output, inputs: [x], weights, steps: 64 });
  expect(tf.memory().numTensors).toBe(before + 1);
  const score = (of: tf.Tensor): tf.Tensor => tf.sum(tf.mul(output([of]), weights), 1);
  const expected = tf.sub(score(x), score(tf.zerosLike(x))).dataSync();
  const actual = tf.sum(attributions!, [1, 2, 3]).dataSync();
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 1);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.5);
});

test("goes in several passes where the inputs are many", () => {
  const x = tf.ones<tf.Rank.R2>([1, 2 ** 18]); // four steps a pass at most
  let passes = 0;
  const output = ([of]: readonly tf.Tensor[]): tf.Tensor2D => {
    passes++;
    return tf.sum<tf.Tensor2D>(tf.square(of!), 1, true);
  };
  const [attributions] = integratedGradients({ output, inputs: [x], weights: tf.ones([1, 1]), steps: 6 });
  expect(passes).toBe(2);
  expect(attributions!.dataSync()[0]).toBeCloseTo(1, 6);
});

test("an input that the output does not read accounts for nothing", () => {
  const [read, unread] = integratedGradients({
    output: ([a]) => tf.mul<tf.Tensor2D>(a!, 3),
    inputs: [tf.tensor2d([[2]]), tf.tensor2d([[5, 6]])],
    weights: tf.ones([1, 1]),
  });
  expect(read!.dataSync()[0]).toBeCloseTo(6, 5);
  expect(Array.from(unread!.dataSync())).toEqual([0, 0]);
});
