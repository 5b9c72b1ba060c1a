import { expect, test } from "vitest";
import { numberText } from "./number-text.ts";

test("writes three digits, powers of ten only where a number is very small or large", () => {
  expect([0.49, -1600.4, 23_912, 0, 26.44, -0.0000686, 2e12].map(numberText)).toEqual([
    "0.490",
    "−1,600",
    "23,900",
    "0.00",
    "26.4",
    "−6.9e−5",
    "2.0e12",
  ]);
});
