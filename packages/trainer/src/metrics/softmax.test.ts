import { expect, test } from "vitest";
import { softmax } from "./softmax.ts";

test("each row sums to 1, in the ratios of the exponentials", () => {
  const [a, b, c, ...row] = softmax([0, Math.log(2), Math.log(5), 7, 7, 7], 3);
  expect([a, b, c]).toEqual([1 / 8, 2 / 8, 5 / 8].map((value) => expect.closeTo(value, 15) as number));
  expect(row).toEqual([1 / 3, 1 / 3, 1 / 3]);
});

test("large logits do not overflow", () => {
  expect([...softmax([5000, 0, -5000], 3)]).toEqual([1, 0, 0]);
});
