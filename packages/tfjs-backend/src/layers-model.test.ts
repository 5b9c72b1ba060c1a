import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { registerOnnxRuntimeBackend } from "./register.ts";

test("fits a layers model with dropout and batch normalization, and leaves no tensors", async () => {
  registerOnnxRuntimeBackend();
  await tf.setBackend("onnxruntime");
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [12, 12, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tfl.layers.batchNormalization(),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dropout({ rate: 0.25 }),
      tfl.layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  // Bright and dark images.
  const brightness = tf.tensor4d(
    Array.from({ length: 64 }, (_, index) => index % 2),
    [64, 1, 1, 1],
  );
  const images = tf.add(tf.randomUniform([64, 12, 12, 1], 0, 1, "float32", 1), brightness);
  const labels = tf.oneHot(tf.cast(tf.reshape(brightness, [64]), "int32"), 2);
  await model.fit(images, labels, { epochs: 1, batchSize: 16 });
  const before = tf.memory().numTensors;
  const { history } = await model.fit(images, labels, { epochs: 8, batchSize: 16 });
  expect(tf.memory().numTensors).toBe(before);
  expect(history["loss"]!.at(-1)).toBeLessThan(0.2);
  expect(history["acc"]!.at(-1)).toBeGreaterThan(0.95);
});
