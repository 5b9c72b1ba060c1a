import { expect, test } from "vitest";
import { holdOut } from "./hold-out.ts";

test("every row is on exactly one side", () => {
  const { train, validation } = holdOut(100, 0.2, 3);
  expect(validation).toHaveLength(20);
  expect([...train, ...validation].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, row) => row),
  );
});

test("the side a row is on depends on the seed", () => {
  expect(holdOut(100, 0.2, 3)).toEqual(holdOut(100, 0.2, 3));
  expect(holdOut(100, 0.2, 3).validation).not.toEqual(holdOut(100, 0.2, 4).validation);
});

test("the sample is of rows that are trained on", () => {
  const { train, sample } = holdOut(5000, 0.1, 0);
  expect(sample).toHaveLength(1000);
  expect(new Set(sample).isSubsetOf(new Set(train))).toBe(true);
});

test("a share of 0 holds nothing out", () => {
  expect(holdOut(10, 0, 0)).toMatchObject({ validation: new Uint32Array(), train: { length: 10 } });
});

test("refuses a share that leaves a side empty", () => {
  expect(() => holdOut(3, 0.1, 0)).toThrow("validationSplit");
  expect(() => holdOut(1, 0.5, 0)).toThrow("examples on both sides");
});
