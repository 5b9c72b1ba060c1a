import { describe, expect, it } from "vitest";
import { compareOutput } from "./compare-output.ts";

const tolerance = { absolute: 1e-2, relative: 1e-1 };
const compare = (onnx: readonly number[], reference: readonly number[]) =>
  compareOutput("y", 1, Float32Array.from(onnx), Float32Array.from(reference), tolerance);

describe("compareOutput", () => {
  it("finds no difference between equal numbers", () => {
    expect(compare([1, -2, 0], [1, -2, 0])).toEqual({
      figure: { output: "y", batch: 1, maxAbsolute: 0, maxRelative: 0 },
      worst: { index: 0, onnx: 1, reference: 1, excess: 0 },
    });
  });

  it("measures the worst element in tolerances, not in absolute difference", () => {
    const { figure, worst } = compare([104, 1.5], [100, 1]);
    expect(figure.maxAbsolute).toBe(4);
    expect(figure.maxRelative).toBe(0.5);
    expect(worst).toMatchObject({ index: 1, onnx: 1.5, reference: 1 });
    expect(worst.excess).toBeCloseTo(0.5 / 0.11, 5);
  });

  it("stays within the tolerance at its edge and leaves it beyond", () => {
    expect(compare([1.1], [1]).worst.excess).toBeLessThanOrEqual(1);
    expect(compare([1.12], [1]).worst.excess).toBeGreaterThan(1);
  });

  it.each([
    ["NaN", [Number.NaN], [1]],
    ["a NaN reference", [1], [Number.NaN]],
    ["two NaNs", [Number.NaN], [Number.NaN]],
    ["infinity", [Infinity], [1]],
    ["two infinities", [Infinity], [Infinity]],
    ["an infinite reference", [1], [Infinity]],
    ["a missing element", [], [1]],
    ["an element too many", [1, 2], [1]],
  ])("counts %s as a failure", (_, onnx, reference) => {
    expect(compare(onnx, reference).worst.excess).toBe(Number.POSITIVE_INFINITY);
  });
});
