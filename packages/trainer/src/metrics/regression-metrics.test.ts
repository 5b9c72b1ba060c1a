import { expect, test } from "vitest";
import { regressionMetrics } from "./regression-metrics.ts";

test("agrees with scikit-learn's documented example of r2_score and mean_absolute_error", () => {
  const metric = regressionMetrics();
  metric.add([2.5, 0], Float64Array.of(3, -0.5));
  metric.add([2, 8], Float64Array.of(2, 7));
  const { mae, r2 } = metric.values();
  expect(mae).toBeCloseTo(0.5, 12);
  expect(r2).toBeCloseTo(0.9486081370449679, 12);
});

test("leaves R² out when the labels do not vary", () => {
  const metric = regressionMetrics();
  metric.add([1, 2], Float64Array.of(4, 4));
  expect(metric.values()).toEqual({ mae: 2.5 });
});
