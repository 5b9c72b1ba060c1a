import { describe, expect, test } from "vitest";
import type { FittedInput } from "../manifest.ts";
import { dates, featuresOfDate } from "./dates.ts";
import { encodeBatch, inputShape } from "./encode-input.ts";

const unfitted = { mean: [], std: [] };
const encode = (spec: FittedInput, value: unknown): number[] => {
  const batch = encodeBatch(spec, "when", 1);
  batch.set(0, value);
  return [...batch.finish().data];
};
const day = { ...dates({ columns: ["day"] }), normalizer: unfitted };
const turn = (share: number): [number, number] => [
  Math.fround(Math.sin(2 * Math.PI * share)),
  Math.fround(Math.cos(2 * Math.PI * share)),
];

test("gives the year as a number, and the other parts as places on a circle", () => {
  // 24 November 2026 is a Tuesday.
  const expected = [2026, ...turn(10 / 12), ...turn(23 / 31), ...turn(2 / 7), ...turn(18.5 / 24)];
  expect(encode(day, ["2026-11-24T18:30:00Z"])).toEqual(expected);
  expect(encode(day, { day: new Date(Date.UTC(2026, 10, 24, 18, 30)) })).toEqual(expected);
  expect(encode(day, ["2026-11-24 19:30+01:00"])).toEqual(expected);
});

test("gives the parts that are asked for, column by column", () => {
  const two = { ...dates({ columns: ["from", "to"], parts: ["month", "year"] }), normalizer: unfitted };
  expect(inputShape(two)).toEqual([6]);
  expect(featuresOfDate(two)).toBe(3);
  expect(encode(two, { to: "2027", from: "2026-07" })).toEqual([...turn(0.5), 2026, ...turn(0), 2027]);
});

test("a day at the end of a year is in the year that UTC says", () => {
  const years = { ...dates({ columns: ["at"], parts: ["year"] }), normalizer: unfitted };
  const yearOf = (text: string): number | undefined => encode(years, [text])[0];
  expect(yearOf("2026-12-31T23:59:59Z")).toBe(2026);
  expect(yearOf("2026-12-31T23:59:59-01:00")).toBe(2027);
  expect(yearOf("2027-01-01T00:00:00+00:30")).toBe(2026);
  expect(yearOf("0099-01-01")).toBe(99);
});

test.each([[[null]], [[""]], [{}], [[undefined]]])("a missing date has mean features: %j", (value) => {
  const normalizer = { mean: [2000.5, 0.25], std: [1, 1] };
  const fitted = { ...dates({ columns: ["at"], parts: ["year"] }), normalizer };
  expect(encode(fitted, value)).toEqual([2000.5]);
  expect(encode({ ...fitted, normalizer: unfitted }, value)).toEqual([Number.NaN]);
});

describe("refuses", () => {
  test.each([
    ["another text", ["24.11.2026"], 'column "day" is "24.11.2026"'],
    ["a number", [1_795_000_000], 'column "day" is 1795000000'],
    ["a date that is none", [new Date(Number.NaN)], "Invalid Date"],
    ["an unknown column", { date: "2026" }, '"date" is not one of them'],
  ])("%s", (_, value, message) => {
    expect(() => encode(day, value)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => encode(day, value)).toThrow(message);
  });
});

test("a declaration says what is wrong with it", () => {
  expect(() => dates({ columns: ["a"], parts: [] })).toThrow("`parts` should have at least 1 entry");
  expect(() => dates({ columns: ["a"], parts: ["era" as "year"] })).toThrow("should be one of year, month");
  expect(() => dates({ columns: ["a"], parts: ["year", "year"] })).toThrow("twice");
});
