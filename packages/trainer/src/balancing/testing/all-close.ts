import { expect } from "vitest";

export interface Tolerances {
  /** default 1e-5 */
  readonly atol?: number;
  /** times the expected number's size; default 0 */
  readonly rtol?: number;
}

declare module "vitest" {
  // The parameters are vitest's own: merged interfaces must agree on them.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** As many numbers, each within atol + rtol·|expected|. */
    toBeAllClose(expected: ArrayLike<number>, tolerances?: Tolerances): R;
  }
}

/** What tells the numbers apart, or nothing. */
export function differenceOf(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { atol = 1e-5, rtol = 0 }: Tolerances = {},
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} numbers instead of ${expected.length}`;
  for (let index = 0; index < actual.length; index++) {
    const [is, should] = [actual[index]!, expected[index]!];
    if (!(Math.abs(is - should) <= atol + rtol * Math.abs(should)))
      return `[${index}] is ${is} instead of ${should}`;
  }
  return undefined;
}

expect.extend({
  toBeAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerances?: Tolerances) {
    const difference = differenceOf(actual, expected, tolerances);
    return { pass: difference === undefined, message: () => difference ?? "the numbers are all close" };
  },
});
