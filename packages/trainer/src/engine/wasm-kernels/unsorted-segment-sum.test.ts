import "@tensorflow/tfjs-layers"; // registers gradients
import {
  gather,
  grad,
  mul,
  sum,
  tensor1d,
  unsortedSegmentSum,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { chooseBackend } from "../choose-backend.ts";
import { countKept, disagreement, random } from "./agreement.ts";

const segments = (...list: number[]): Tensor => tensor1d(list, "int32");

describe.each([
  ["several rows a segment", [6, 3], [1, 0, 1, 4, 1, 0], 5],
  ["rows of two axes", [4, 2, 3], [2, 2, 0, 2], 3],
  ["numbers", [5], [0, 0, 0, 1, 0], 2],
  ["no segment of some rows", [4, 2], [-1, 0, 7, 1], 2],
] as const)("%s", (_, shape, list, count) => {
  const program = (): Tensor => unsortedSegmentSum(random([...shape], 1), segments(...list) as never, count);

  test("agrees with tfjs on the CPU", async () => {
    expect(await disagreement(program)).toBeLessThan(1e-6);
  });

  test("keeps no memory", async () => {
    expect(await countKept(program)).toBe(0);
  });
});

test("is what an embedding's gradient adds up by", async () => {
  await chooseBackend({ prefer: "wasm" });
  const gradient = grad((table: Tensor) =>
    sum<Scalar>(mul(gather(table, segments(2, 0, 2)), [[1], [10], [100]])),
  );
  expect(await gradient(random([4, 2], 1)).array()).toEqual([
    [10, 10],
    [0, 0],
    [101, 101],
    [0, 0],
  ]);
});
