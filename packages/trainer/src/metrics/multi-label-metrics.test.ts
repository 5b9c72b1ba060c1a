import { expect, test } from "vitest";
import { multiLabelMetrics } from "./multi-label-metrics.ts";

const labels = [1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1];
const probabilities = [
  0.9, 0.2, 0.6, 0.4, 0.1, 0.7, 0.35, 0.8, 0.3, 0.2, 0.6, 0.65, 0.8, 0.55, 0.1, 0.1, 0.45, 0.4,
];

test("agrees with scikit-learn 1.9, over batches", () => {
  const metrics = multiLabelMetrics(3);
  metrics.add(probabilities.slice(0, 6), Float64Array.from(labels.slice(0, 6)));
  metrics.add(probabilities.slice(6), Float64Array.from(labels.slice(6)));
  const { averagePrecision, auroc, f1Macro, f1Micro, accuracy } = metrics.values();
  expect([averagePrecision, auroc, f1Macro, f1Micro, accuracy]).toEqual(
    [0.8796296296296294, 0.851851851851852, 0.7111111111111111, 0.7058823529411765, 13 / 18].map(
      (value) => expect.closeTo(value, 12) as number,
    ),
  );
});

test("leaves out labels that are not known, and what is not defined", () => {
  const metrics = multiLabelMetrics(2);
  metrics.add([0.9, 0.4, 0.2, 0.3], Float64Array.of(1, Number.NaN, 0, Number.NaN));
  expect(metrics.values()).toEqual({ averagePrecision: 1, auroc: 1, f1Macro: 1, f1Micro: 1, accuracy: 1 });
  expect(multiLabelMetrics(2).values()).toEqual({});
});
