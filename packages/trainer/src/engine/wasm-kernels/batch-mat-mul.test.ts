import { matMul, reshape } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { countKept, disagreement, random } from "./agreement.ts";

const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1],
  [7, 5, 3],
  [1, 60, 200],
  [200, 60, 1],
  [3, 130, 257],
  [257, 130, 3],
  [33, 17, 65],
];

describe.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])("transposeA %s, transposeB %s", (transposeA, transposeB) => {
  test.each(sizes)("[%i, %i] · [.., %i] agrees with tfjs on the CPU", async (m, k, n) => {
    const a = transposeA ? [k, m] : [m, k];
    const b = transposeB ? [n, k] : [k, n];
    expect(await disagreement(() => matMul(random(a, 1), random(b, 2), transposeA, transposeB))).toBeLessThan(
      1e-5,
    );
  });

  test("agrees on several matrices, and on one matrix for several", async () => {
    const a = transposeA ? [50, 4] : [4, 50];
    const b = transposeB ? [3, 50] : [50, 3];
    for (const batchA of [[2, 5], [1, 5], []]) {
      const left = [...batchA, ...a];
      const right = batchA.length === 0 ? b : [2, 5, ...b];
      expect(
        await disagreement(() => matMul(random(left, 1), random(right, 2), transposeA, transposeB)),
      ).toBeLessThan(1e-5);
    }
  });
});

test("keeps the rank of its operands", async () => {
  expect(
    await disagreement(() => matMul(random([1, 1, 4, 3], 1), random([1, 1, 2, 3], 2), false, true)),
  ).toBeLessThan(1e-5);
});

test("multiplies by the second operand's own shape when its data was a factor under another", async () => {
  expect(
    await disagreement(() => {
      const b = random([6, 40], 1);
      matMul(random([50, 6], 2), b);
      return matMul(random([50, 40], 3), reshape(b, [40, 6]));
    }),
  ).toBeLessThan(1e-5);
});

test("gives back what it borrows", async () => {
  expect(await countKept(() => matMul(random([3, 130], 1), random([257, 130], 2), false, true))).toBe(0);
  expect(await countKept(() => matMul(random([130, 3], 1), random([257, 130], 2), true, true))).toBe(0);
});
