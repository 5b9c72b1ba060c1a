import { describe, expect, test } from "vitest";
import type { FittedInput } from "../manifest.ts";
import { encodeBatch } from "./encode-input.ts";
import { numeric } from "./numeric.ts";

const normalizer = { mean: [40, 1.6], std: [1, 1] };
const strict = { ...numeric({ columns: ["age", "height"] }), normalizer };
const lenient = { ...numeric({ columns: ["age", "height"], missing: "mean" }), normalizer };

const encode = (spec: FittedInput, value: unknown): number[] => {
  const batch = encodeBatch(spec, "person", 2);
  batch.set(1, value);
  return [...batch.finish().data].slice(1);
};

test("takes rows in order and records by name", () => {
  expect(encode(strict, [30, 1.5])).toEqual([0, 30, 1.5]);
  expect(encode(strict, Float64Array.of(30, 1.5))).toEqual([0, 30, 1.5]);
  expect(encode(strict, { height: 1.5, age: 30 })).toEqual([0, 30, 1.5]);
});

test("keeps the sign of 0 and the smallest numbers", () => {
  expect(encode(strict, [-0, 1e-45])).toEqual([0, -0, Math.fround(1e-45)]);
});

describe("a missing number", () => {
  test.each([
    [[null, 1.5]],
    [["", 1.5]],
    [[Number.NaN, 1.5]],
    [{ height: 1.5 }],
    [{ age: null, height: 1.5 }],
  ])("is the mean of its column: %j", (value) => {
    expect(encode(lenient, value)).toEqual([0, 40, 1.5]);
  });

  test("is NaN while no mean is known", () => {
    const unfitted = { ...lenient, normalizer: { mean: [], std: [] } };
    const batch = encodeBatch(unfitted, "person", 1);
    batch.set(0, [null, 1.5]);
    expect([...batch.finish().data]).toEqual([Number.NaN, 1.5]);
  });
});

describe("refuses", () => {
  const cases: [string, unknown, string][] = [
    ["a row of another length", [1, 2, 3], "should have 2 numbers (age, height); received 3"],
    ["a missing column", { age: 1 }, '"height" is missing'],
    ["an unknown column", { age: 1, height: 2, weight: 3 }, '"weight" is not one of them'],
    ["NaN", [1, Number.NaN], 'column "height" is NaN'],
    ["null", [1, null], 'column "height" is null'],
    ["a string", { age: "1", height: 2 }, 'column "age" is "1"'],
    ["infinity", [Number.POSITIVE_INFINITY, 0], 'column "age" is Infinity'],
    ["what float32 does not hold", [0, 1e308], 'the range of float32; column "height" is 1e+308'],
    ["a number alone", 3, "received number"],
  ];
  test.each(cases)("%s", (_, value, message) => {
    expect(() => encode(strict, value)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => encode(strict, value)).toThrow(message);
  });

  test.each([
    ["a column that it does not know", { age: 1, heigth: 2 }, '"heigth" is not one of them'],
    ["text", ["1", 2], 'column "age" is "1"'],
    ["infinity", [Number.NEGATIVE_INFINITY, 0], "finite"],
  ])("%s, where numbers may be missing", (_, value, message) => {
    expect(() => encode(lenient, value)).toThrow(message);
  });
});
