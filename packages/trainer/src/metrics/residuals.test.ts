import { expect, test } from "vitest";
import { residuals } from "./residuals.ts";

test("gives the quantiles that NumPy gives, of prediction − label", () => {
  const measure = residuals();
  // Errors 3, −1, 0, 10, 2: numpy.quantile gives -0.8, 0, 2, 3 and 8.6 for the inner shares.
  measure.add([13, 9], Float64Array.of(10, 10));
  measure.add([5, 10, -1], Float64Array.of(5, 0, -3));
  const { quantiles } = measure.values();
  expect(quantiles.map(({ share }) => share)).toEqual([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]);
  expect(quantiles.map(({ value }) => value)).toEqual(
    [-1, -0.8, 0, 2, 3, 8.6, 10].map((value) => expect.closeTo(value, 12) as number),
  );
});
