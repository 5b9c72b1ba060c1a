import { expect } from "vitest";

type Numbers = number | readonly Numbers[];

/** Expects lists of numbers, nested alike, that differ by less than 1e-5. */
export function expectClose(actual: Numbers, expected: Numbers): void {
  if (typeof expected === "number") {
    expect(actual).toBeCloseTo(expected, 5);
    return;
  }
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries())
    expectClose((actual as readonly Numbers[])[index] ?? [], value);
}
