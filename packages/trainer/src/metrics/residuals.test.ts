import { expect, test } from "vitest";
import { residuals } from "./residuals.ts";

test("gives the quantiles that NumPy gives, of prediction − label", () => {
  const measure = residuals();
  // Errors 3, −1, 0, 10, 2: numpy.quantile gives -0.8, 0, 2, 3 and 8.6 for the inner shares.
  measure.add([13, 9], Float64Array.of(10, 10));
  measure.add([5, 10, -1], Float64Array.of(5, 0, -3));
  const { quantiles, bins } = measure.values();
  expect(quantiles.map(({ share }) => share)).toEqual([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]);
  expect(quantiles.map(({ value }) => value)).toEqual(
    [-1, -0.8, 0, 2, 3, 8.6, 10].map((value) => expect.closeTo(value, 12) as number),
  );
  const counted = bins.flatMap(({ examples }, at) => (examples > 0 ? [[at, examples]] : []));
  // Each of 40 bins is 11/40 wide: 0 is in the fourth, (3 − −1) / 0.275 = 14.5.
  expect(counted).toEqual([[0, 1], [3, 1], [10, 1], [14, 1], [39, 1]]); // prettier-ignore
  expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([-1, expect.closeTo(10, 12)]);
});

test("errors that are all the same are in one bin", () => {
  const measure = residuals();
  measure.add([2, 3], Float64Array.of(1, 2));
  const { bins } = measure.values();
  expect(bins.filter(({ examples }) => examples > 0)).toEqual([{ from: 1, to: 1, examples: 2 }]);
});
