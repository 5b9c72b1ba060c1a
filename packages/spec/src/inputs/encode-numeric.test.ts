import { describe, expect, test } from "vitest";
import { encodeNumeric } from "./encode-numeric.ts";
import { numeric } from "./numeric.ts";

const spec = numeric({ columns: ["age", "height"] });
const encode = (value: Readonly<Record<string, number>> | ArrayLike<number>): number[] => {
  const target = new Float32Array(3);
  encodeNumeric(spec, value, "person", target, 1);
  return [...target];
};

test("takes rows in order and records by name", () => {
  expect(encode([30, 1.5])).toEqual([0, 30, 1.5]);
  expect(encode(Float64Array.of(30, 1.5))).toEqual([0, 30, 1.5]);
  expect(encode({ height: 1.5, age: 30 })).toEqual([0, 30, 1.5]);
});

describe("refuses", () => {
  const cases: [string, Readonly<Record<string, number>> | ArrayLike<number>, string][] = [
    ["a row of another length", [1, 2, 3], "should have 2 numbers (age, height); received 3"],
    ["a missing column", { age: 1 }, '"height" is missing'],
    ["an unknown column", { age: 1, height: 2, weight: 3 }, '"weight" is not one of them'],
    ["NaN", [1, Number.NaN], 'column "height" is NaN'],
    ["a string", { age: "1" as unknown as number, height: 2 }, 'column "age" is 1'],
    ["infinity", [Number.POSITIVE_INFINITY, 0], 'column "age" is Infinity'],
  ];
  test.each(cases)("%s", (_, value, message) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => encode(value)).toThrow(message);
  });
});
