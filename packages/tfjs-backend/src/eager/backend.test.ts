import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { registerOnnxRuntimeBackend } from "../register.ts";
import { OnnxRuntimeBackend } from "./backend.ts";

function backend(): OnnxRuntimeBackend {
  return tf.engine().backend as OnnxRuntimeBackend;
}

beforeAll(async () => {
  registerOnnxRuntimeBackend({ smallOutput: 0 });
  await tf.setBackend("onnxruntime");
});

describe("memory", () => {
  test("neither tensors nor sessions grow over many runs", () => {
    const x = tf.randomUniform([64, 64]);
    const step = (): void => {
      const loss = tf.tidy(() => tf.sum(tf.relu(tf.matMul(tf.softmax(x), x, false, true))));
      loss.dataSync();
      loss.dispose();
    };
    step();
    const before = { data: backend().numDataIds(), sessions: backend().sessions.count };
    for (let run = 0; run < 500; run++) step();
    expect({ data: backend().numDataIds(), sessions: backend().sessions.count }).toEqual(before);
    x.dispose();
  });

  test("resident memory stays flat", () => {
    const x = tf.randomUniform([512, 512]);
    const run = (times: number): void => {
      for (let count = 0; count < times; count++) tf.tidy(() => tf.mul(tf.exp(x), tf.sigmoid(x)).dispose());
    };
    run(50);
    const before = process.memoryUsage().rss;
    run(1000);
    // One array of 1 MiB kept a run would be 1 GiB; what the collector has not freed yet is far less.
    expect(process.memoryUsage().rss - before).toBeLessThan(128e6);
    x.dispose();
  });

  test("sessions for ever new shapes stay below the limit", () => {
    for (let length = 1; length <= 2100; length++) tf.tidy(() => tf.tile(tf.ones([64, 1]), [1, length]));
    expect(backend().sessions.count).toBeLessThanOrEqual(2000);
  });

  test("threads of pools stay below the limit", async () => {
    registerOnnxRuntimeBackend({ threads: 9 });
    await tf.setBackend("onnxruntime");
    for (let rows = 0; rows < 40; rows++) tf.tidy(() => tf.exp(tf.zeros([2 ** 17 + rows])));
    expect(backend().sessions.threads).toBeLessThanOrEqual(256);
    expect(backend().sessions.count).toBe(32);
    registerOnnxRuntimeBackend({ smallOutput: 0 });
    await tf.setBackend("onnxruntime");
  });
});

describe("arrays that are used again", () => {
  const ones = (): tf.Tensor => tf.add(tf.zeros([2048]), tf.scalar(1));

  test("what was read stays as it was", () => {
    const first = ones();
    const values = first.dataSync();
    first.dispose();
    const next = tf.add(tf.zeros([2048]), tf.scalar(2));
    expect(values[0]).toBe(1);
    next.dispose();
  });

  test("a slice that shares memory with a disposed tensor keeps its values", () => {
    const whole = ones();
    const part = tf.slice(whole, [0], [8]);
    whole.dispose();
    const next = tf.add(tf.zeros([2048]), tf.scalar(2));
    expect([...part.dataSync()]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    tf.dispose([part, next]);
  });

  test("a clone and a reshaped tensor outlive their source", () => {
    const whole = ones();
    const [copy, reshaped] = [tf.clone(whole), tf.reshape(whole, [2, 1024])];
    whole.dispose();
    const next = tf.add(tf.zeros([2048]), tf.scalar(2));
    expect([copy.dataSync()[0], reshaped.dataSync()[2047]]).toEqual([1, 1]);
    tf.dispose([copy, reshaped, next]);
  });

  test("a tensor moved to another backend keeps its values", async () => {
    const moved = ones();
    await tf.setBackend("cpu");
    const doubled = tf.mul(moved, 2);
    await tf.setBackend("onnxruntime");
    expect([doubled.dataSync()[0], moved.dataSync()[0]]).toEqual([2, 1]);
    tf.dispose([moved, doubled]);
  });
});

describe("data types", () => {
  test("a cast leaves no integers under the name of floats", () => {
    const floats = tf.cast(tf.tensor1d([1, 2, 3], "int32"), "float32");
    expect(floats.dataSync()).toBeInstanceOf(Float32Array);
    const [first] = tf.sigmoid(tf.tile(floats, [500])).dataSync();
    expect(first).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
  });

  test("complex numbers and strings run in JavaScript", () => {
    const numbers = tf.complex(tf.ones([2048]), tf.zeros([2048]));
    const [real, imaginary] = tf.add(numbers, numbers).dataSync();
    expect([real, imaginary]).toEqual([2, 0]);
    expect([...tf.concat([tf.tensor1d(["a"]), tf.tensor1d(["b"])]).dataSync()]).toEqual(["a", "b"]);
  });

  test("a disposed tensor is named as such", () => {
    const x = tf.ones([4]);
    x.dispose();
    expect(() => tf.exp(x)).toThrow(
      'Kernel Exp needs tensors that are not disposed of. Received a disposed one as "x"',
    );
    expect(() => x.dataSync()).toThrow("Tensor is disposed.");
  });
});
