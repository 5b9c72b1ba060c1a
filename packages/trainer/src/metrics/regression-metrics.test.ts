import { expect, test } from "vitest";
import { gaussianNll } from "./gaussian-nll.ts";
import { pinball } from "./pinball.ts";
import { regressionMetrics } from "./regression-metrics.ts";

test("agrees with scikit-learn's documented example of r2_score and mean_absolute_error", () => {
  const metric = regressionMetrics();
  metric.add([2.5, 0], Float64Array.of(3, -0.5));
  metric.add([2, 8], Float64Array.of(2, 7));
  const { mae, rmse, r2 } = metric.values();
  expect(mae).toBeCloseTo(0.5, 12);
  expect(rmse).toBeCloseTo(0.6123724356957945, 12);
  expect(r2).toBeCloseTo(0.9486081370449679, 12);
});

test("averages over several numbers as scikit-learn 1.9 does, and leaves out what is not known", () => {
  const metric = regressionMetrics(2);
  metric.add([0, 2, -1, 2], Float64Array.of(0.5, 1, -1, 1));
  metric.add([8, -5], Float64Array.of(7, -6));
  const { mae, rmse, r2 } = metric.values();
  expect([mae, rmse, r2]).toEqual(
    [0.75, 0.8227486121839513, 0.9368005266622779].map((value) => expect.closeTo(value, 12) as number),
  );
  metric.add([100, -7], Float64Array.of(Number.NaN, -7));
  expect(metric.values()["mae"]).toBeCloseTo((0.5 + 3 / 4) / 2, 12);
});

test("leaves R² out when the labels do not vary", () => {
  const metric = regressionMetrics();
  metric.add([1, 3], Float64Array.of(4, 4));
  expect(metric.values()).toEqual({ mae: 2, rmse: expect.closeTo(Math.sqrt(5), 12) as number });
});

test("takes the number itself out of several figures", () => {
  const metric = regressionMetrics(1, 3, 1);
  metric.add([9, 1, 9, 9, 5, 9], Float64Array.of(2, 5));
  expect(metric.values()["mae"]).toBe(0.5);
});

test("the pinball loss agrees with scikit-learn 1.9", () => {
  const metric = pinball([0.1, 0.5, 0.9]);
  metric.add([2, 2.5, 4, -1, 0, 0.5, 1, 2, 3, 5, 8, 9], Float64Array.of(3, -0.5, 2, 7));
  expect(metric.values()["pinball"]).toBeCloseTo(0.1625, 12);
});

test("the negative log-likelihood agrees with PyTorch 1.13's gaussian_nll_loss(full=True)", () => {
  const metric = gaussianNll();
  expect(metric.values()).toEqual({});
  metric.add([2.5, 1, 0, 0.5, 2, 2, 8, 1.5], Float64Array.of(3, -0.5, 2, 7));
  expect(metric.values()["nll"]).toBeCloseTo(1.2321103657872694, 12);
});
