import { expect, test } from "vitest";
import { ordinalMetrics } from "./ordinal-metrics.ts";

const certain = (level: number): number[] => [0, 1, 2, 3].map((each) => (each === level ? 1 : 0));

test("agrees with scikit-learn 1.9, over batches", () => {
  const metrics = ordinalMetrics(4);
  metrics.add([0, 2, 2].flatMap(certain), Float64Array.of(0, 1, 2));
  metrics.add([3, 1, 1, 1, 1].flatMap(certain), Float64Array.of(3, 2, 1, 0, 3));
  const { kappa, accuracy, mae } = metrics.values();
  expect(kappa).toBeCloseTo(0.5625, 12); // cohen_kappa_score(weights="quadratic")
  expect(accuracy).toBeCloseTo(0.5, 12);
  expect(mae).toBeCloseTo(0.625, 12);
});

test("predicts the median, not the likeliest level", () => {
  const metrics = ordinalMetrics(4);
  metrics.add([0.4, 0, 0.25, 0.35], Float64Array.of(2));
  expect(metrics.values()).toMatchObject({ accuracy: 1, mae: 0 });
});
