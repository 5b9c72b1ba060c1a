import { describe, expect, test } from "vitest";
import { MagnitudeHistogram } from "./magnitude-histogram.ts";
import { calibrationRules, type CalibrationMethod } from "./rules.ts";

/** Normally distributed numbers (Box and Muller 1958) from a fixed sequence, with outliers added. */
function activations(count: number, outliers: readonly number[]): Float32Array {
  const unit = (index: number): number => (index * 0.618_033_988_749_895 + 0.5) % 1;
  const normal = Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - unit(index)));
    return radius * Math.cos(2 * Math.PI * unit(index * index + 7));
  });
  return Float32Array.from([...normal, ...outliers]);
}

function rangeOf(method: CalibrationMethod, values: Float32Array): { min: number; max: number } {
  const sorted = values.toSorted();
  const seen = { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
  const histogram = new MagnitudeHistogram(Math.max(-seen.min, seen.max));
  histogram.add(values);
  return calibrationRules[method](seen, histogram);
}

const bell = activations(50_000, [100]);

test("minmax keeps all that was seen", () => {
  expect(rangeOf("minmax", bell)).toEqual({ min: Math.min(...bell), max: 100 });
});

describe.each(["percentile", "entropy"] as const)("%s", (method) => {
  test("cuts a lone outlier off and keeps the bell", () => {
    const { min, max } = rangeOf(method, bell);
    expect(max).toBeGreaterThan(2);
    expect(max).toBeLessThan(15);
    expect(min).toBeGreaterThanOrEqual(-max);
    expect(min).toBeLessThan(-2);
  });

  test("keeps numbers that are spread evenly", () => {
    const even = Float32Array.from({ length: 20_000 }, (_, index) => index / 10_000 - 1);
    const { min, max } = rangeOf(method, even);
    expect(min).toBeLessThan(-0.99);
    expect(max).toBeGreaterThan(0.99);
  });

  test("does not widen the side that nothing was seen on", () => {
    expect(rangeOf(method, bell.map(Math.abs)).min).toBe(Math.min(...bell.map(Math.abs)));
  });

  test("is not moved by zeros, which every scale holds", () => {
    const sparse = Float32Array.from([...bell, ...new Float32Array(500_000)]);
    expect(rangeOf(method, sparse)).toEqual(rangeOf(method, bell));
  });

  test("takes activations that are always zero", () => {
    expect(rangeOf(method, new Float32Array(100))).toMatchObject({ max: 0 });
  });
});

test("percentile cuts one in ten thousand", () => {
  const ramp = Float32Array.from({ length: 100_000 }, (_, index) => index + 1);
  const { max } = rangeOf("percentile", ramp);
  expect(ramp.filter((value) => value > max).length / ramp.length).toBeLessThanOrEqual(1e-4);
  expect(max).toBeGreaterThan(99_900);
});
