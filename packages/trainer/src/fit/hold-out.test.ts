import { expect, test } from "vitest";
import { rowsFrom, type RowSet } from "../data/row-set.ts";
import { holdOut } from "./hold-out.ts";

const listed = (rows: RowSet): number[] => [...rowsFrom(rows, 0, rows.count)];
const ascending = (rows: readonly number[]): number[] => rows.toSorted((a, b) => a - b);
const all = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

test("every row is on exactly one side", () => {
  const { train, validation } = holdOut([100], 0.2, 3);
  expect(validation.count).toBe(20);
  expect(ascending([...listed(train), ...listed(validation)])).toEqual(all(100));
  for (const row of all(100)) expect(train.has(row)).not.toBe(validation.has(row));
});

test("every source gives its share", () => {
  const { train, validation, sample, sources } = holdOut([100, 10, 1000], 0.1, 3);
  const held = ascending(listed(validation));
  expect([held.filter((row) => row < 100).length, held.filter((row) => row >= 110).length]).toEqual([
    10, 100,
  ]);
  expect(ascending([...listed(train), ...held])).toEqual(all(1110));
  expect(sources.map(({ count }) => count)).toEqual([90, 9, 900]);
  expect(listed(sources[1]!).every((row) => row >= 100 && row < 110)).toBe(true);
  expect(listed(sample).every((row) => train.has(row) && sample.has(row))).toBe(true);
});

test("the side a row is on depends on the seed", () => {
  const held = (seed: number): number[] => listed(holdOut([100], 0.2, seed).validation);
  expect(held(3)).toEqual(held(3));
  expect(held(3)).not.toEqual(held(4));
});

test("the sample is of rows that are trained on", () => {
  const { train, sample } = holdOut([5000], 0.1, 0);
  expect(sample.count).toBe(1000);
  expect(new Set(listed(sample)).isSubsetOf(new Set(listed(train)))).toBe(true);
});

test("a share of 0 holds nothing out", () => {
  const { train, validation } = holdOut([10], 0, 0);
  expect([train.count, validation.count]).toEqual([10, 0]);
});

test("refuses a share that leaves a side empty", () => {
  expect(() => holdOut([3], 0.1, 0)).toThrow("validationSplit");
  expect(() => holdOut([1], 0.5, 0)).toThrow("examples on both sides");
  expect(() => holdOut([100, 1], 0.5, 0)).toThrow("it has 100 and 1");
});
