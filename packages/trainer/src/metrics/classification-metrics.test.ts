import { expect, test } from "vitest";
import { classificationMetrics } from "./classification-metrics.ts";

test("agrees with scikit-learn 1.9 on seven classes, one of them neither label nor predicted", () => {
  const metrics = classificationMetrics(7);
  metrics.add(
    [
      [0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0],
      [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1],
      [0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.1],
      [0.1, 0.15, 0.16, 0.14, 0.17, 0.18, 0.1],
    ].flat(),
    Float64Array.of(0, 1, 2, 0),
  );
  metrics.add(
    [
      [0.05, 0.4, 0.2, 0.1, 0.1, 0.1, 0.05],
      [0.2, 0.1, 0.05, 0.25, 0.15, 0.16, 0.09],
      [0.05, 0.1, 0.5, 0.1, 0.1, 0.1, 0.05],
      [0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.1],
    ].flat(),
    Float64Array.of(1, 2, 2, 5),
  );
  const values = metrics.values();
  expect(Object.keys(values)).toEqual(["accuracy", "top5", "balancedAccuracy", "f1Macro"]);
  expect(values["accuracy"]).toBeCloseTo(0.5, 14);
  expect(values["top5"]).toBeCloseTo(0.75, 14); // top_k_accuracy_score
  expect(values["balancedAccuracy"]).toBeCloseTo(0.41666666666666663, 14);
  expect(values["f1Macro"]).toBeCloseTo(0.3933333333333333, 14); // f1_score(average="macro")
});

test("gives ties to the lower index, and has no top 5 of few classes", () => {
  const metrics = classificationMetrics(2);
  metrics.add([1, 1, 1, 1], Float64Array.of(0, 1));
  expect(metrics.values()).toEqual({
    accuracy: 0.5,
    balancedAccuracy: 0.5,
    f1Macro: expect.closeTo(1 / 3, 12) as number,
  });
});

test("is left out when nothing was seen", () => {
  expect(classificationMetrics(9).values()).toEqual({});
});
