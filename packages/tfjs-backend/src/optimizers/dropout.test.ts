import { engine, memory, ones, setBackend, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { compileStep } from "../compile/compile-step.ts";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "../register.ts";
import { Dropout } from "./dropout.ts";

beforeAll(() => {
  registerOnnxRuntimeBackend({ force: true });
});

afterEach(() => {
  engine().disposeVariables();
});

/** What dropout makes of ones, call after call. */
async function masks(backend: string, seed: number, compiled: boolean, count = 6): Promise<number[][]> {
  await setBackend(backend);
  const dropout = new Dropout({ rate: 0.25, seed });
  const step = compileStep<[Tensor], Tensor>((x) => dropout.apply(x));
  const drawn = Array.from({ length: count }, () =>
    tidy(() => [...(compiled ? step.run(ones([40, 25])) : dropout.apply(ones([40, 25]))).dataSync()]),
  );
  expect(step.compiled).toBe(compiled);
  step.dispose();
  dropout.dispose();
  return drawn;
}

test("masks change from call to call and with the seed, and come again with it", async () => {
  const [first, ...others] = await masks(BACKEND_NAME, 7, false);
  for (const other of others) expect(other).not.toEqual(first);
  expect((await masks(BACKEND_NAME, 8, false))[0]).not.toEqual(first);
  expect(await masks(BACKEND_NAME, 7, false)).toEqual([first, ...others]);
});

test("eager, compiled and JavaScript draw the same", async () => {
  const expected = await masks("cpu", 7, false);
  expect(await masks(BACKEND_NAME, 7, false)).toEqual(expected);
  expect(await masks(BACKEND_NAME, 7, true)).toEqual(expected);
});

test("the rate is the share of zeros, and the mean stays", async () => {
  const values = (await masks(BACKEND_NAME, 3, true, 40)).flat();
  const zeros = values.filter((value) => value === 0).length / values.length;
  // Four standard deviations of the share of 40,000 draws.
  expect(Math.abs(zeros - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / values.length));
  expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
});

test("the number of calls can be set, and tells the masks to come", async () => {
  const [, , third] = await masks(BACKEND_NAME, 7, false);
  const dropout = new Dropout({ rate: 0.25, seed: 7 });
  dropout.calls = 2;
  expect(tidy(() => [...dropout.apply(ones([40, 25])).dataSync()])).toEqual(third);
  expect(dropout.calls).toBe(3);
  for (const calls of [-1, 0.5, 2 ** 31])
    expect(() => (dropout.calls = calls)).toThrow(`integer from 0 to 2³¹ − 1. Received ${calls}`);
  dropout.dispose();
});

test("gives back its tensors, and refuses bad options", async () => {
  await setBackend(BACKEND_NAME);
  const before = memory().numTensors;
  await masks(BACKEND_NAME, 1, true);
  expect(memory().numTensors).toBe(before);
  expect(() => new Dropout({ rate: 1, seed: 1 })).toThrow("rate should be in [0, 1). Received 1");
  expect(() => new Dropout({ rate: 0.5, seed: 0.5 })).toThrow("seed should be an integer");
});
