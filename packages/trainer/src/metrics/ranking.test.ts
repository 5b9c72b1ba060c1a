import { expect, test } from "vitest";
import { binaryMetrics } from "./binary-metrics.ts";
import { Ranking } from "./ranking.ts";

const labels = [0, 0, 1, 1, 0, 1, 1, 0, 1, 0];
const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.65, 0.55, 0.05];

test("agrees with scikit-learn 1.9 on scores with ties, over batches", () => {
  const metrics = binaryMetrics();
  metrics.add(scores.slice(0, 3), Float64Array.from(labels.slice(0, 3)));
  metrics.add(scores.slice(3), Float64Array.from(labels.slice(3)));
  const { auroc, averagePrecision, accuracy, balancedAccuracy, f1 } = metrics.values();
  expect(auroc).toBeCloseTo(0.76, 14); // roc_auc_score
  expect(averagePrecision).toBeCloseTo(0.7892857142857144, 14); // average_precision_score
  expect(accuracy).toBeCloseTo(0.7, 14);
  expect(balancedAccuracy).toBeCloseTo(0.7, 14);
  expect(f1).toBeCloseTo(0.6666666666666666, 14);
});

test("AUROC is the share of pairs in order, whatever the scores", () => {
  const ranking = new Ranking();
  const values = Array.from({ length: 600 }, (_, index) => Math.round(50 * Math.sin(index ** 2)) / 50);
  const positive = values.map((_, index) => index % 3 === 0);
  for (const [index, value] of values.entries()) ranking.add(value, positive[index] === true);
  let pairs = 0;
  let ordered = 0;
  for (const [row, yes] of values.entries())
    for (const [other, no] of values.entries()) {
      if (positive[row] !== true || positive[other] === true) continue;
      pairs++;
      ordered += yes > no ? 1 : yes === no ? 0.5 : 0;
    }
  expect(ranking.figures().auroc).toBeCloseTo(ordered / pairs, 12);
});

test("is left out where all labels are the same, but for the average precision of yes alone, 1 in scikit-learn 1.2 too", () => {
  const metrics = binaryMetrics();
  metrics.add([0.2, 0.7], Float64Array.of(0, 0));
  expect(metrics.values()).toEqual({ accuracy: 0.5, balancedAccuracy: 0.5, f1: 0 });
  expect(binaryMetrics().values()).toEqual({});
  const ranking = new Ranking();
  for (const score of [0.2, 0.7]) ranking.add(score, true);
  expect(ranking.figures()).toEqual({ averagePrecision: 1 });
});

test.each([true, false])("ranks nothing where a score is NaN (of a %s label)", (positive) => {
  const ranking = new Ranking();
  ranking.add(Number.NaN, positive);
  ranking.add(0.3, true);
  ranking.add(0.2, false);
  expect(ranking.figures()).toEqual({});
});
