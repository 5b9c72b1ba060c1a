import { engine, randomUniform, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { chooseBackend } from "../choose-backend.ts";

/** Uniform in [-1, 1), the same on every backend. */
export function random(shape: number[], seed: number): Tensor {
  return randomUniform(shape, -1, 1, "float32", seed);
}

/**
 * Runs one program on WASM and on tfjs's CPU backend.
 *
 * @returns max |wasm − cpu| over max(1, max |cpu|); infinite where the shapes differ.
 */
export async function disagreement(program: () => Tensor): Promise<number> {
  const expected = await take("cpu", program);
  const actual = await take("wasm", program);
  if (actual.shape.join() !== expected.shape.join()) return Infinity;
  return largestDifference(actual.values, expected.values);
}

/** Counts what a program leaves in the WASM backend besides its result. */
export async function countKept(program: () => Tensor): Promise<number> {
  await chooseBackend({ prefer: "wasm" });
  const { backend } = engine();
  const before = backend.numDataIds();
  tidy(program).dispose();
  return backend.numDataIds() - before;
}

interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

async function take(prefer: "cpu" | "wasm", program: () => Tensor): Promise<Values> {
  await chooseBackend({ prefer });
  const tensor = tidy(program);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return { shape: tensor.shape, values };
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let scale = 1;
  for (const [index, value] of expected.entries()) {
    const distance = Math.abs(actual[index]! - value);
    difference = Number.isNaN(distance) ? Infinity : Math.max(difference, distance);
    scale = Math.max(scale, Math.abs(value));
  }
  return difference / scale;
}
