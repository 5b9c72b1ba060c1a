import { type DataType, add, mul } from "@tensorflow/tfjs-core";
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

const drawn = record({
  shape: array(integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
  mask: integer({ min: 1, max: 15 }),
  keepDims: boolean(),
  dtype: constantFrom<DataType>("float32", "int32"),
});

describe("reductions over any axes", () => {
  test.each(["Sum", "Mean", "Max", "Min", "Prod"])("%s", (name) =>
    assert(
      asyncProperty(drawn, async ({ shape, mask, keepDims, dtype }) => {
        const axis = shape.flatMap((_, at) => ((mask >> at) & 1 ? [at] : []));
        const attrs = { axis, reductionIndices: axis, keepDims };
        // Products of integers would soon leave int32.
        const type = name === "Prod" ? "float32" : dtype;
        await expect(
          disagreement(() => kernel(name, { x: random(shape, type) }, attrs)),
        ).resolves.toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 10 },
    ),
  );

  test.each(["Max", "Min"])("%s carries what is not a number", (name) =>
    expect(
      disagreement(() => {
        const x = add(random([3, 4]), [[Number.NaN], [0], [0]]);
        return kernel(name, { x }, { axis: [1], reductionIndices: [1], keepDims: false });
      }),
    ).resolves.toBeLessThanOrEqual(1e-5),
  );

  test.each(["All", "Any"])("%s", (name) =>
    expect(
      disagreement(() => kernel(name, { x: random([5, 3], "bool") }, { axis: [1], keepDims: false })),
    ).resolves.toBeLessThanOrEqual(0),
  );

  test.each(["ArgMax", "ArgMin"])("%s", async (name) => {
    await expect(
      disagreement(() => kernel(name, { x: random([4, 6, 3]) }, { axis: 1 })),
    ).resolves.toBeLessThanOrEqual(0);
    await expect(
      disagreement(() => kernel(name, { x: random([9, 6], "int32") }, { axis: 1 })),
    ).resolves.toBeLessThanOrEqual(0);
  });
});

test("Sum of booleans counts them", () =>
  expect(
    disagreement(() => kernel("Sum", { x: random([4, 7], "bool") }, { axis: [0], keepDims: false })),
  ).resolves.toBeLessThanOrEqual(0));

test("Softmax, also of large values", () =>
  expect(
    disagreement(() => kernel("Softmax", { logits: mul(random([5, 9]), 100) }, { dim: 1 })),
  ).resolves.toBeLessThanOrEqual(1e-5));

test("a sum heavy enough for several threads", () =>
  expect(
    disagreement(() => kernel("Sum", { x: random([600, 300]) }, { axis: [0], keepDims: false })),
  ).resolves.toBeLessThanOrEqual(1e-5));
