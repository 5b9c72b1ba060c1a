import { expect, test } from "vitest";
import { countMetrics } from "./count-metrics.ts";

test("agrees with scikit-learn 1.9, over batches", () => {
  const metrics = countMetrics();
  metrics.add([1.5, 0.5], Float64Array.of(2, 0));
  metrics.add([1, 3, 4, 0.25], Float64Array.of(1, 4, 3, 0));
  const { d2, deviance, mae, rmse } = metrics.values();
  expect(d2).toBeCloseTo(0.7825679201926407, 12); // d2_tweedie_score(power=1)
  expect(deviance).toBeCloseTo(0.371015405785114, 12); // mean_poisson_deviance
  expect(mae).toBeCloseTo(0.5416666666666666, 12);
  expect(rmse).toBeCloseTo(0.6535161308899218, 12);
});

test("leaves D² out where counts do not vary", () => {
  const metrics = countMetrics();
  metrics.add([1, 2], Float64Array.of(0, 0));
  expect(metrics.values()).not.toHaveProperty("d2");
});
