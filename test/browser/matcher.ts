import { expect } from "vitest";

declare module "vitest" {
  // The parameters are vitest's own: merged interfaces must agree on them.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** the same classes and units and, within `1e-4 + 1e-4·|expected|`, the same numbers */
    toPredictLike(expected: readonly unknown[]): R;
  }
}

expect.extend({
  toPredictLike(actual: unknown, expected: readonly unknown[]) {
    const received = leaves(actual);
    const wanted = leaves(expected);
    const far = wanted.findIndex((value, index) => !isClose(received[index], value));
    const where = `leaf ${far} should be ${String(wanted[far])}; received ${String(received[far])}`;
    return {
      pass: far < 0 && received.length === wanted.length,
      message: () =>
        received.length === wanted.length
          ? where
          : `there should be ${wanted.length} leaves; received ${received.length}`,
    };
  },
});

function isClose(actual: unknown, expected: unknown): boolean {
  return typeof actual === "number" && typeof expected === "number"
    ? Math.abs(actual - expected) <= 1e-4 + 1e-4 * Math.abs(expected)
    : actual === expected;
}

/** Every value of nested records and lists, in their order. */
function leaves(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
}
