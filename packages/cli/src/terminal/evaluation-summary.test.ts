import type { FittedSpec } from "@polyhead/spec";
import type { Evaluation, SplitEvaluation } from "@polyhead/trainer";
import { expect, test } from "vitest";
import { evaluationSummary } from "./evaluation-summary.ts";

const spec: FittedSpec = {
  name: "m",
  inputs: {},
  tasks: {
    label: { kind: "classification", classes: ["cat", "dog"] },
    age: { kind: "regression", unit: "years", normalizer: { mean: [0], std: [1] } },
  },
};

function split(accuracy: number, classes: readonly string[] = ["cat", "dog"]): SplitEvaluation {
  const counts = classes.map((_, row) => classes.map((__, column) => 10 * row + column));
  const confusion = { classes, counts };
  const quantiles = [0, 0.05, 0.5, 1].map((share) => ({ share, value: 1234.5678 * (share - 0.5) }));
  return {
    examples: 100,
    average: accuracy / 2,
    tasks: {
      label: { metrics: { accuracy }, calibration: { ece: 0.0625, bins: [] }, confusion },
      age: { metrics: { mae: 2.5, r2: 0 }, residuals: { quantiles, bins: [] } },
    },
  };
}

const evaluation: Evaluation = {
  name: "m",
  weights: "best",
  splits: { train: split(1), test: split(0.75) },
  gap: 0.125,
  deltaM: {
    seeds: [3, 4],
    tasks: {
      label: {
        metric: "accuracy",
        higherIsBetter: true,
        multiTask: 0.75,
        singleTask: { mean: 0.8, std: 0.01 },
        delta: { mean: -6.25, std: 1.2 },
      },
      age: { metric: "mae", higherIsBetter: false, multiTask: 2.5, singleTask: { mean: 0, std: 0 } },
    },
  },
};

test("shows metrics by split, and of the test split errors, confusion and Δm", () => {
  expect(evaluationSummary(spec, evaluation).split("\n")).toEqual([
    "task     metric       train   test",
    "label    accuracy     1.000  0.750",
    "         ECE          0.063  0.063",
    "age      MAE (years)  2.500  2.500",
    "         R²           0.000  0.000",
    "average               0.500  0.375",
    "gap 0.125: average on train − average on test",
    "",
    "prediction − label, test  lowest   5 %  median  highest",
    "age (years)                 -617  -556       0      617",
    "",
    "label, test: label ↓ predicted →  cat  dog",
    "cat                                 0    1",
    "dog                                10   11",
    "",
    "test   metric    multi-task    single-task             Δ",
    "label  accuracy       0.750  0.800 ± 0.010  −6.3 ± 1.2 %",
    "age    MAE            2.500  0.000 ± 0.000             –",
    "Δm                                                     –",
    "± over single-task seeds 3, 4",
    "",
  ]);
});

test("leaves a confusion of more than 12 classes to JSON", () => {
  const many = Array.from({ length: 13 }, (_, index) => `c${index}`);
  const summary = evaluationSummary(spec, { ...evaluation, splits: { test: split(1, many) } });
  expect(summary).not.toContain("predicted");
  expect(evaluationSummary(spec, { ...evaluation, splits: { test: split(1, many.slice(1)) } })).toContain(
    "c12",
  );
});
