import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { transposeWeights } from "./transpose-weights.ts";

it.each([
  [
    [2, 3],
    [1, 0],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
  [
    [2, 3, 4, 5],
    [3, 2, 0, 1],
  ],
  [
    [1, 3, 1, 5],
    [3, 2, 0, 1],
  ],
])("dims %j in order %j, as tf.transpose does", (dims, order) => {
  const tensor = tf.range(
    0,
    dims.reduce((product, length) => product * length, 1),
  );
  const expected = tf.transpose(tf.reshape(tensor, dims), order).dataSync();
  expect(transposeWeights(tensor.dataSync<"float32">(), dims, order)).toEqual(expected);
});
