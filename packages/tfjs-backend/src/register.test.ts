import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "./register.ts";

beforeAll(async () => {
  registerOnnxRuntimeBackend({ force: true });
  await tf.setBackend(BACKEND_NAME);
});

test("runs a product, a convolution and elementwise kernels", () => {
  const product = tf.matMul(
    [
      [1, 2],
      [3, 4],
    ],
    [
      [1, 0],
      [0, 2],
    ],
    true,
    false,
  );
  expect([...product.dataSync()]).toEqual([1, 6, 2, 8]);
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const sums = tf.conv2d(image, tf.ones([2, 2, 1, 1]), 1, "valid");
  expect(sums.shape).toEqual([1, 2, 2, 1]);
  expect([...sums.dataSync()]).toEqual([12, 16, 24, 28]);
  expect([...tf.add([1, 2, 3], tf.mul(2, [1, 2, 3])).dataSync()]).toEqual([3, 6, 9]);
  expect(tf.getBackend()).toBe("onnxruntime");
});
