import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * tfjs's own kernels, and two that it lacks: the filter gradient of a convolution of stride 1, put together from them, and
 * the gradient of an embedding, as a loop in JavaScript.
 *
 * @returns what to call it
 */
export async function startStockWasm(): Promise<string> {
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  await tf.setBackend("wasm");
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const filterShape = attrs?.["filterShape"] as [number, number, number, number];
      return filterGradient(inputs["x"] as tf.Tensor4D, inputs["dy"] as tf.Tensor4D, filterShape);
    },
  });
  tf.registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) =>
      segmentSum(
        inputs["x"] as tf.Tensor,
        inputs["segmentIds"] as tf.Tensor1D,
        Number(attrs?.["numSegments"]),
      ),
  });
  return "stock WASM, its missing gradients added";
}

function segmentSum(x: tf.Tensor, segmentIds: tf.Tensor1D, count: number): tf.Tensor {
  const width = x.size / segmentIds.size;
  const [values, ids] = [tf.backend().readSync(x.dataId), tf.backend().readSync(segmentIds.dataId)];
  const sums = new Float32Array(count * width);
  for (let row = 0; row < segmentIds.size; row++) {
    const start = Number(ids[row]) * width;
    for (let at = 0; at < width; at++) sums[start + at]! += Number(values[row * width + at]);
  }
  return tf.tensor(sums, [count, ...x.shape.slice(1)]);
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: readonly number[]): tf.Tensor {
  const [rows = 1, columns = 1, channels = 1] = filterShape;
  const [count, , , filters] = dy.shape;
  const [, height, width] = dy.shape;
  const [above, left] = [height + rows - 1 - x.shape[1], width + columns - 1 - x.shape[2]].map(
    (pad) => pad >> 1,
  );
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [above ?? 0, height + rows - 1 - x.shape[1] - (above ?? 0)],
      [left ?? 0, width + columns - 1 - x.shape[2] - (left ?? 0)],
      [0, 0],
    ]);
    const products = Array.from({ length: rows * columns }, (_, tap) => {
      const begin = [0, Math.floor(tap / columns), tap % columns, 0];
      const met = tf.slice(padded, begin, [count, height, width, channels]);
      return tf.matMul(tf.transpose(tf.reshape(met, [-1, channels])), tf.reshape(dy, [-1, filters]));
    });
    return tf.reshape(tf.stack(products), [...filterShape]);
  });
}
