import { backend_util, engine, floor, mul, tensor, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { chooseBackend } from "../choose-backend.ts";
import { disagreement, random } from "./agreement.ts";

interface PoolCase {
  readonly shape: [number, number, number, number];
  readonly filterSize: [number, number];
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number;
}

const cases: readonly PoolCase[] = [1, 7].flatMap((batch): PoolCase[] => [
  { shape: [batch, 8, 8, 3], filterSize: [2, 2], strides: [2, 2], pad: "valid" },
  { shape: [batch, 7, 9, 3], filterSize: [2, 2], strides: [2, 2], pad: "same" },
  { shape: [batch, 7, 9, 2], filterSize: [3, 3], strides: [2, 2], pad: "same" },
  { shape: [batch, 7, 9, 2], filterSize: [3, 2], strides: [1, 1], pad: "valid" },
  { shape: [batch, 9, 9, 1], filterSize: [2, 3], strides: [3, 2], pad: "valid" },
  { shape: [batch, 6, 6, 2], filterSize: [3, 3], strides: [2, 2], pad: 1 },
]);

function gradient(x: Tensor, { shape, filterSize, strides, pad }: PoolCase): Tensor {
  const { outShape } = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  const dy = random([...outShape], 2);
  return engine().runKernel<Tensor>(
    "MaxPoolGrad",
    { dy, input: x, output: dy },
    { filterSize, strides, pad },
  );
}

describe.each(cases.map((one): [string, PoolCase] => [JSON.stringify(one), one]))("%s", (_, one) => {
  test("agrees with tfjs on the CPU", async () => {
    expect(await disagreement(() => gradient(random(one.shape, 1), one))).toBeLessThan(1e-5);
  });

  test("agrees where values tie", async () => {
    expect(await disagreement(() => gradient(floor(mul(random(one.shape, 1), 2)), one))).toBeLessThan(1e-5);
  });
});

test("sends the gradient to the first of equal values, and nowhere from windows without a number", async () => {
  await chooseBackend({ prefer: "wasm" });
  const x = tensor(
    [5, 5, 5, 5, NaN, NaN, NaN, NaN, -Infinity, -Infinity, -Infinity, -Infinity],
    [3, 2, 2, 1],
  );
  const dy = tensor([1, 2, 3], [3, 1, 1, 1]);
  const attrs = { filterSize: 2, strides: 2, pad: "valid" };
  const dx = engine().runKernel<Tensor>("MaxPoolGrad", { dy, input: x, output: dy }, attrs);
  expect([...dx.dataSync()]).toEqual([1, ...Array.from({ length: 11 }, () => 0)]);
});
