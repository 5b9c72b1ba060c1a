import { describe, expect, test } from "vitest";
import { categorical } from "./categorical.ts";
import { encodeBatch } from "./encode-input.ts";

const spec = {
  ...categorical({ columns: ["job", "code"] }),
  vocabularies: [
    ["clerk", "naïve 🧵", "café"],
    ["1", "true", "-1.5"],
  ],
};

const encode = (...rows: unknown[]): number[] => {
  const batch = encodeBatch(spec, "person", rows.length);
  for (const [index, row] of rows.entries()) batch.set(index, row);
  return [...batch.finish().data];
};

test("gives places from 1, as int32", () => {
  const batch = encodeBatch(spec, "person", 2);
  batch.set(0, ["clerk", "true"]);
  batch.set(1, { code: "-1.5", job: "naïve 🧵" });
  expect(batch.finish()).toEqual({ data: Int32Array.of(1, 2, 2, 3), dims: [2, 2] });
});

test("tells values apart by their text", () => {
  expect(encode(["clerk", 1], ["clerk", "1"], ["clerk", true], ["clerk", -1.5])).toEqual([
    1, 1, 1, 1, 1, 2, 1, 3,
  ]);
  expect(encode(["clerk", "1.0"], ["Clerk", "01"], ["cafe\u0301", 1])).toEqual([1, 0, 0, 0, 0, 1]);
});

test.each([[[null, 1]], [["", 1]], [[undefined, 1]], [{ code: 1 }], [["plumber", 1]], [["__proto__", 1]]])(
  "takes what is missing or unknown as 0: %j",
  (row) => {
    expect(encode(row)).toEqual([0, 1]);
  },
);

describe("refuses", () => {
  test.each([
    ["a row of another length", ["clerk"], "should have 2 values (job, code); received 1"],
    ["an unknown column", { jobs: "clerk" }, '"jobs" is not one of them'],
    ["what is no value", [{ a: 1 }, 1], 'column "job" is [object Object]'],
    ["a text alone", "clerk", "received string"],
  ])("%s", (_, value, message) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => encode(value)).toThrow(message);
  });
});

test("a declaration says what is wrong with it", () => {
  expect(() => categorical({ columns: ["a"], minCount: 0 })).toThrow("`minCount` should be at least 1");
  expect(() => categorical({ columns: ["a"], maxCategories: 1e9 })).toThrow("at most 100000");
  expect(() => categorical({ columns: [] })).toThrow("at least 1 entries");
});
