import { expect, test } from "vitest";
import { NormalizerFit } from "./normalizer.ts";

test("gives each feature's mean and population standard deviation, however the rows arrive", () => {
  const fit = new NormalizerFit(2);
  fit.add([2, 10, 4, 10]);
  fit.add([4, 10, 4, 10, 5, 10, 5, 10]);
  fit.add(Float32Array.of(7, 10, 9, 10));
  expect(fit.finish()).toEqual({ mean: [5, 10], std: [2, 1] });
});

test("keeps its precision far from zero", () => {
  const fit = new NormalizerFit(1);
  for (const value of [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) fit.add([value]);
  expect(fit.finish().std[0]).toBeCloseTo(Math.sqrt(22.5), 6);
});

test("leaves out what is missing, feature by feature", () => {
  const fit = new NormalizerFit(3);
  fit.add([1, Number.NaN, Number.NaN, 3, 4, Number.NaN]);
  fit.add([Number.NaN, 8, Number.NaN]);
  expect(fit.finish()).toEqual({ mean: [2, 6, 0], std: [1, 2, 1] });
});

test("without rows changes nothing", () => {
  expect(new NormalizerFit(1).finish()).toEqual({ mean: [0], std: [1] });
});
