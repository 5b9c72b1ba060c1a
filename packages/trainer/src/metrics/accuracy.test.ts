import { expect, test } from "vitest";
import { accuracy } from "./accuracy.ts";

test("counts rows whose most probable class is the label's, over batches", () => {
  const metric = accuracy(3);
  metric.add([0.1, 2, -1, 5, 4, 3], Float64Array.of(1, 2));
  metric.add([-3, -2, -1], Float64Array.of(2));
  expect(metric.values()).toEqual({ accuracy: 2 / 3 });
});

test("gives ties to the lower index", () => {
  const metric = accuracy(2);
  metric.add([1, 1, 1, 1], Float64Array.of(0, 1));
  expect(metric.values()).toEqual({ accuracy: 0.5 });
});

test("is left out when nothing was seen", () => {
  expect(accuracy(2).values()).toEqual({});
});
