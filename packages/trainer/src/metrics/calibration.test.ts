import { expect, test } from "vitest";
import { calibration } from "./calibration.ts";

test("agrees with the example in TorchMetrics' documentation of MulticlassCalibrationError", () => {
  const measure = calibration(3, 3);
  measure.add([0.25, 0.2, 0.55, 0.55, 0.05, 0.4], Float64Array.of(0, 1));
  measure.add([0.1, 0.3, 0.6, 0.9, 0.05, 0.05], Float64Array.of(2, 0));
  const { ece, bins } = measure.values();
  expect(ece).toBeCloseTo(0.2, 12);
  expect(bins).toEqual([
    { from: 0, to: 1 / 3, examples: 0 },
    {
      from: 1 / 3,
      to: 2 / 3,
      examples: 3,
      confidence: expect.closeTo(1.7 / 3, 12) as number,
      accuracy: 1 / 3,
    },
    { from: 2 / 3, to: 1, examples: 1, confidence: 0.9, accuracy: 1 },
  ]);
});

test("has 15 bins that hold their upper ends", () => {
  const measure = calibration(2);
  measure.add([0.6, 0.4, 0.61, 0.39, 1, 0], Float64Array.of(0, 0, 1));
  const { ece, bins } = measure.values();
  expect(bins.map(({ examples }) => examples)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
  expect(ece).toBeCloseTo((0.4 + 0.39 + 1) / 3, 12);
});

test("is 0 where confidence is accuracy", () => {
  const measure = calibration(2);
  measure.add([0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25], Float64Array.of(0, 0, 0, 1));
  expect(measure.values().ece).toBe(0);
});
