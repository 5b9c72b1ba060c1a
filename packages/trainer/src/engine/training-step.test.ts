import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import type { BackendName } from "./backend-candidate.ts";
import { chooseBackend } from "./choose-backend.ts";

const batch = 3;
const classes = 10;

function referenceCnn(): tfl.LayersModel {
  const image = tfl.input({ shape: [32, 32, 3] });
  let trunk: tfl.SymbolicTensor = image;
  for (const filters of [32, 64]) {
    const conv = tfl.layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" });
    const pool = tfl.layers.maxPooling2d({ poolSize: 2 });
    trunk = pool.apply(conv.apply(trunk)) as tfl.SymbolicTensor;
  }
  const dense = tfl.layers.dense({ units: 512, activation: "relu" });
  trunk = dense.apply(tfl.layers.flatten().apply(trunk)) as tfl.SymbolicTensor;
  const heads = [classes, 1].map((units) => tfl.layers.dense({ units }).apply(trunk) as tfl.SymbolicTensor);
  return tfl.model({ inputs: image, outputs: heads });
}

/** Softmax cross-entropy of the first head, and squared error of the second. */
function loss(network: tfl.LayersModel): tf.Scalar {
  const images = tf.randomUniform([batch, 32, 32, 3], 0, 1, "float32", 1);
  const labels = tf.oneHot(tf.tensor1d([3, 9, 0], "int32"), classes);
  const values = tf.randomUniform([batch, 1], -1, 1, "float32", 2);
  const [logits, value] = network.apply(images, { training: true }) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.losses.softmaxCrossEntropy(labels, logits), tf.losses.meanSquaredError(values, value));
}

async function gradients(network: tfl.LayersModel, prefer: BackendName): Promise<Map<string, Float32Array>> {
  await chooseBackend({ prefer });
  const { value, grads } = tf.variableGrads(() => loss(network));
  const found = new Map([["loss", Float32Array.from(await value.data())]]);
  for (const [name, gradient] of Object.entries(grads))
    found.set(name, Float32Array.from(await gradient.data()));
  tf.dispose([value, grads]);
  return found;
}

test("the reference network has the same loss and gradients on WASM as on tfjs's CPU backend", async () => {
  await chooseBackend({ prefer: "wasm" });
  const network = referenceCnn();
  const actual = await gradients(network, "wasm");
  const expected = await gradients(network, "cpu");
  expect(expected.size).toBe(1 + network.trainableWeights.length);
  const errors = [...expected].map(([name, reference]) => relativeError(actual.get(name)!, reference));
  expect(Math.max(...errors)).toBeLessThan(1e-4);
});

/** max |actual − expected| over max |expected|. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  const largest = (values: Float32Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest(expected.map((value, index) => value - actual[index]!)) / largest(expected);
}

test("a training step keeps no tensor, and lowers the loss", async () => {
  await chooseBackend({ prefer: "wasm" });
  const network = referenceCnn();
  const optimizer = tf.train.adam(1e-3);
  const step = (): number => tf.tidy(() => optimizer.minimize(() => loss(network), true)!.dataSync()[0]!);
  const first = step();
  const before = { tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() };
  for (let count = 0; count < 4; count++) step();
  expect({ tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() }).toEqual(before);
  expect(step()).toBeLessThan(first);
});
