import { type Tensor, cast } from "@tensorflow/tfjs-core";
import { assert, asyncProperty, boolean, constantFrom, integer, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";
import { poolWindow } from "./window.ts";

const planes = record({
  shape: tuple(
    integer({ min: 1, max: 3 }),
    integer({ min: 4, max: 9 }),
    integer({ min: 4, max: 9 }),
    integer({ min: 1, max: 4 }),
  ),
  filterSize: tuple(integer({ min: 1, max: 4 }), integer({ min: 1, max: 4 })),
  strides: tuple(integer({ min: 1, max: 4 }), integer({ min: 1, max: 4 })),
  pad: constantFrom("same", "valid"),
  // Values from few levels, so that windows often have their maximum twice.
  ties: boolean(),
});

function values(shape: readonly number[], ties: boolean): Tensor {
  return ties ? cast(random(shape, "int32"), "float32") : random(shape);
}

test("MaxPool and AvgPool and their gradients", () =>
  assert(
    asyncProperty(planes, async ({ shape, ties, ...attrs }) => {
      const { outShape } = poolWindow(shape, attrs);
      await expect(
        disagreement(() => kernel("MaxPool", { x: values(shape, ties) }, attrs)),
      ).resolves.toBeLessThanOrEqual(0);
      await expect(
        disagreement(() => kernel("AvgPool", { x: values(shape, ties) }, attrs)),
      ).resolves.toBeLessThanOrEqual(1e-5);
      await expect(
        disagreement(() => {
          const input = values(shape, ties);
          const output = kernel("MaxPool", { x: input }, attrs) as Tensor;
          return kernel("MaxPoolGrad", { dy: random(outShape, "float32", 2), input, output }, attrs);
        }),
      ).resolves.toBeLessThanOrEqual(1e-5);
      await expect(
        disagreement(() =>
          kernel("AvgPoolGrad", { dy: random(outShape), input: values(shape, ties) }, attrs),
        ),
      ).resolves.toBeLessThanOrEqual(1e-5);
    }),
    { numRuns: 30 },
  ));

test("windows that do not overlap, with a rest", () => {
  const attrs = { filterSize: 2, strides: 2, pad: "valid" };
  return expect(
    disagreement(() => {
      const input = values([2, 7, 5, 3], true);
      const output = kernel("MaxPool", { x: input }, attrs) as Tensor;
      return kernel("MaxPoolGrad", { dy: random([2, 3, 2, 3]), input, output }, attrs);
    }),
  ).resolves.toBeLessThanOrEqual(0);
});

test("MaxPool3D and AvgPool3D and their gradients", async () => {
  const shape = [2, 4, 5, 6, 3];
  for (const strides of [1, 2]) {
    const attrs = { filterSize: 2, strides, pad: "same", dataFormat: "NDHWC" };
    const outShape = strides === 1 ? shape : [2, 2, 3, 3, 3];
    await expect(
      disagreement(() => kernel("MaxPool3D", { x: random(shape) }, attrs)),
    ).resolves.toBeLessThanOrEqual(0);
    await expect(
      disagreement(() => kernel("AvgPool3D", { x: random(shape) }, attrs)),
    ).resolves.toBeLessThanOrEqual(1e-5);
    await expect(
      disagreement(() =>
        kernel("MaxPool3DGrad", { dy: random(outShape), input: random(shape, "float32", 2) }, attrs),
      ),
    ).resolves.toBeLessThanOrEqual(1e-5);
    await expect(
      disagreement(() =>
        kernel("AvgPool3DGrad", { dy: random(outShape), input: random(shape, "float32", 2) }, attrs),
      ),
    ).resolves.toBeLessThanOrEqual(1e-5);
  }
});
