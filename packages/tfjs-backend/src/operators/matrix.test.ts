import { assert, asyncProperty, boolean, constantFrom, integer, record } from "fast-check";
import { expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

const length = integer({ min: 1, max: 8 });

test("BatchMatMul, transposed either way, with batches that broadcast", () =>
  assert(
    asyncProperty(
      record({ rows: length, inner: length, columns: length, a: boolean(), b: boolean() }),
      constantFrom([[1], [1]], [[3], [3]], [[3], [1]], [[1], [3]]),
      async ({ rows, inner, columns, a, b }, [batchA, batchB]) => {
        const left = [...batchA, ...(a ? [inner, rows] : [rows, inner])];
        const right = [...batchB, ...(b ? [columns, inner] : [inner, columns])];
        const attrs = { transposeA: a, transposeB: b };
        await expect(
          disagreement(() =>
            kernel("BatchMatMul", { a: random(left), b: random(right, "float32", 2) }, attrs),
          ),
        ).resolves.toBeLessThanOrEqual(1e-5);
      },
    ),
    { numRuns: 30 },
  ));

test("_FusedMatMul, with a bias and every activation", async () => {
  for (const activation of ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"])
    await expect(
      disagreement(() =>
        kernel(
          "_FusedMatMul",
          { a: random([1, 5, 6]), b: random([1, 6, 4], "float32", 2), bias: random([4], "float32", 3) },
          { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.2 },
        ),
      ),
    ).resolves.toBeLessThanOrEqual(1e-5);
});

test("a product heavy enough for several threads", () =>
  expect(
    disagreement(() =>
      kernel(
        "BatchMatMul",
        { a: random([1, 120, 130]), b: random([1, 130, 140]) },
        { transposeA: false, transposeB: false },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(1e-5));

test("products of integers are left to JavaScript", () =>
  expect(
    disagreement(() =>
      kernel(
        "BatchMatMul",
        { a: random([1, 3, 4], "int32"), b: random([1, 4, 5], "int32") },
        { transposeA: false, transposeB: false },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(0));
