import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { gradCam } from "./grad-cam.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const on = (layer: layers.Layer, of: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(of) as SymbolicTensor;

/** Channels 0 and 1 pass through a 1×1 convolution, are averaged, and weigh 2 and −3 in the score. */
function averaging(): LayersModel {
  const image = input({ shape: [2, 2, 2] });
  const features = on(layers.conv2d({ filters: 2, kernelSize: 1, useBias: false }), image);
  const score = on(
    layers.dense({ units: 1, useBias: false }),
    on(layers.globalAveragePooling2d({}), features),
  );
  const net = model({ inputs: image, outputs: score });
  net.setWeights([tf.reshape(tf.eye(2), [1, 1, 2, 2]), tf.tensor2d([[2], [-3]])]);
  return net;
}

test("weighs each channel by its mean gradient, and keeps what raises the score", () => {
  const net = averaging();
  const inputs = [tf.tensor4d([[[[4, 0], [4, 4]], [[0, 1], [8, 0]]]])]; // prettier-ignore
  const before = tf.memory().numTensors;
  const [output] = net.outputs;
  const map = gradCam({ model: net, output: output!, inputs, weights: tf.tensor2d([[1]]), size: [2, 2] });
  expect(tf.memory().numTensors).toBe(before + 2);
  // A channel's mean gradient is its weight by the 4 positions: 0.5 and −0.75.
  expect(map!.arraySync()).toEqual([[[2, 0], [0, 4]]]); // prettier-ignore
});

test("counts the channels of several last convolutions together", () => {
  const image = input({ shape: [2, 2, 1] });
  const experts = [1, 2].map(() => on(layers.conv2d({ filters: 1, kernelSize: 1, useBias: false }), image));
  const pooled = experts.map((expert) => on(layers.globalAveragePooling2d({}), expert));
  const score = on(layers.dense({ units: 1, useBias: false }), on(layers.concatenate(), pooled));
  const net = model({ inputs: image, outputs: score });
  net.setWeights([tf.ones([1, 1, 1, 1]), tf.tensor4d([-1], [1, 1, 1, 1]), tf.tensor2d([[4], [2]])]);
  const inputs = [tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])];
  const [output] = net.outputs;
  const map = gradCam({ model: net, output: output!, inputs, weights: tf.tensor2d([[1]]), size: [2, 2] });
  expect(map!.arraySync()).toEqual([[[0.5, 1], [1.5, 2]]]); // prettier-ignore
});

test("has no map of a network without convolutions", () => {
  const x = input({ shape: [2] });
  const net = model({ inputs: x, outputs: on(layers.dense({ units: 1 }), x) });
  const [output] = net.outputs;
  const inputs = [tf.ones([1, 2])];
  expect(
    gradCam({ model: net, output: output!, inputs, weights: tf.ones([1, 1]), size: [2, 2] }),
  ).toBeUndefined();
});
