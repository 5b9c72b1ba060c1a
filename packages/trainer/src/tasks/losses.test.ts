// Values of scikit-learn 1.9 and SciPy (log_loss, mean_pinball_loss, mean_poisson_deviance, huber, norm), of coral-pytorch's
// corn_loss, and of the papers' formulas in NumPy where neither has one.
import "@tensorflow/tfjs-backend-cpu";
import {
  binary,
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  type AnyRegression,
  type FittedTask,
  type Label,
  type TaskSpec,
} from "@polyhead/spec";
import { div, mean, memory, mul, setBackend, sum, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { evenRows } from "../data/rows.ts";
import { taskKind } from "./task-kinds.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** The mean loss of labels, as a step takes it. */
function lossOf(task: TaskSpec & FittedTask, outputs: number[][], labels: readonly Label[]): number {
  const kind = taskKind(task);
  const encoded = Float64Array.from(labels.flatMap((label) => [...kind.encodeLabel(task, label, "task")]));
  const before = memory().numTensors;
  const loss = tidy(() => {
    const { values, weights } = kind.targets(task, evenRows(encoded, kind.labelWidth(task) ?? 1), false);
    const losses = kind.losses(task, tensor2d(outputs), values);
    return (
      weights === undefined ? mean(losses) : div(sum(mul(losses, weights)), sum(weights))
    ).dataSync()[0];
  });
  expect(memory().numTensors).toBe(before);
  return loss ?? Number.NaN;
}

const three = [
  [0.5, -1, 0.25],
  [2, 0.1, -0.3],
  [-0.4, 0.3, 0.9],
  [0.2, 0.2, -1.5],
];
const classes = ["a", "b", "c"] as const;
const picked = ["a", "c", "b", "b"];

test.each([
  ["class weights", { classWeights: { a: 1, b: 2, c: 0.5 } }, 1.0756134334583103],
  ["label smoothing", { labelSmoothing: 0.1 }, 1.3063951256630846],
  ["focal loss", { focalGamma: 2 }, 0.7807663959708018],
] as const)("a classification's %s", (_, options, expected) => {
  expect(lossOf(classification({ classes, ...options }), three, picked)).toBeCloseTo(expected, 6);
});

const one = [[0.5], [-1.2], [2], [-0.3]];

test.each([
  ["class weights", { classWeights: { yes: 3, no: 0.5 } }, 0.7400574178766289],
  ["focal loss", { focalGamma: 2 }, 0.5034205712611292],
  ["label smoothing", { labelSmoothing: 0.2 }, 0.9146606767574095],
] as const)("a binary task's %s", (_, options, expected) => {
  expect(lossOf(binary(options), one, [true, "no", 0, "1"])).toBeCloseTo(expected, 6);
});

test("a multi-label task has the mean loss of binary tasks, without labels that are not known", () => {
  const columns = [0.5, -1.2, 2, -0.3];
  const rows = [columns, columns];
  const labels = [
    [1, null, 0, null],
    [null, 0, null, 1],
  ];
  const task = multiLabel({ labels: ["a", "b", "c", "d"], focalGamma: 2 });
  expect(lossOf(task, rows, labels)).toBeCloseTo(0.5034205712611292, 6);
  expect(lossOf(task, [columns], [["a", "d"]])).toBeCloseTo(0.5034205712611292, 6);
});

const values = [12, 4, 19, 8];
const normalizer = { mean: [10], std: [4] };
const points = [0.2, -0.5, 0.1, -0.6];
const besides = [
  [-0.5, 0.4],
  [0.2, -0.3],
  [1, 0.8],
  [-2, 0.1],
];
const deviations = [0.3, -1, 0.2, 1.5];

test.each<[string, AnyRegression, number[][], number]>([
  ["squares", regression(), points.map((point) => [point]), 1.430625],
  ["absolute values", regression({ loss: "mae" }), points.map((point) => [point]), 0.8875],
  ["Huber's", regression({ loss: "huber", delta: 0.5 }), points.map((point) => [point]), 0.34375],
  [
    "Gaussian",
    regression({ loss: "gaussian" }),
    points.map((point, at) => [point, deviations[at] ?? 0]),
    1.010361078857084 - 0.5 * Math.log(1e-6),
  ],
  [
    "quantiles'",
    regression({ loss: "quantile", quantiles: [0.1, 0.5, 0.9] }),
    points.map((point, at) => [besides[at]?.[0] ?? 0, point, besides[at]?.[1] ?? 0]),
    0.29710731684765856,
  ],
])("a regression's %s loss is that of standardized labels", (_, task, outputs, expected) => {
  expect(lossOf({ ...task, normalizer }, outputs, values)).toBeCloseTo(expected, 5);
});

test("no loss is below 0 where all is told right and for sure", () => {
  const sure = [
    lossOf({ ...regression({ loss: "gaussian" }), normalizer }, [[0.5, -40]], [12]),
    lossOf({ ...count(), mean: 2, deviance: 1 }, [[Math.log(1.5)]], [3]),
    lossOf(binary(), [[40]], [true]),
    lossOf(ordinal({ levels: ["a", "b"] }), [[40]], ["b"]),
  ];
  for (const loss of sure) {
    expect(loss).toBeCloseTo(0, 5);
    expect(loss).toBeGreaterThan(-1e-6);
  }
});

test("a count's loss is the share of Poisson deviance that is left", () => {
  const fit = taskKind(count()).fit(count());
  fit.add(evenRows(Float64Array.of(0, 3, 7, 1, Number.NaN), 1));
  const task = fit.finish();
  expect(task).toEqual({
    kind: "count",
    mean: 2.75,
    deviance: expect.closeTo(2.8947989404641215, 12) as number,
  });
  expect(lossOf(task as never, [[-0.5], [0.1], [0.4], [-1]], [0, 3, 7, 1])).toBeCloseTo(
    0.4337025909610142,
    6,
  );
});

test("an ordinal task's loss is that of CORN, by example", () => {
  const task = ordinal({ levels: ["1", "2", "3", "4"] });
  expect(lossOf(task, three, [1, 4, 3, 2])).toBeCloseTo(1.6761397525322321, 6);
  const probabilities = taskKind(task).predictions(task, three.flat());
  for (let row = 0; row < 4; row++)
    expect(probabilities.subarray(4 * row, 4 * row + 4).reduce((total, each) => total + each)).toBeCloseTo(
      1,
      12,
    );
});

test("balanced class weights are scikit-learn's", () => {
  const task = classification({ classes: ["a", "b", "c", "d"], classWeights: "balanced" });
  const fit = taskKind(task).fit(task);
  fit.add(evenRows(Float64Array.of(0, 0, 0, 1, 2, 2, Number.NaN), 1));
  expect(fit.finish()).toMatchObject({ balancedWeights: [6 / 12, 6 / 4, 6 / 8, 0] });
  const several = multiLabel({ labels: ["a", "b"], classWeights: "balanced" });
  const fits = taskKind(several).fit(several);
  fits.add(evenRows(Float64Array.of(1, 0, 0, 0, 0, Number.NaN, 0, 1), 2));
  expect(fits.finish()).toMatchObject({ balancedWeights: [4 / 6, 4 / 2, 3 / 4, 3 / 2] });
});

test.each<[TaskSpec, Label, string]>([
  [binary(), "maybe", '"yes" or "no"'],
  [binary(), 2, "1 or 0"],
  [multiLabel({ labels: ["a"] }), "a", "a list of names among a"],
  [multiLabel({ labels: ["a"] }), ["b"], '"b"'],
  [multiLabel({ labels: ["a"] }), [1, 0], "2 values"],
  [multiLabel({ labels: ["a"] }), [0.5], "a 1, 0 or null"],
  [ordinal({ levels: ["low", "high"] }), "mid", "one of its 2 levels"],
  [count(), -1, "a number from 0 on"],
  [count(), "3", "a number from 0 on"],
  [regression(), true, "a finite number"],
  [regression({ names: ["x", "y"] }), [1], "a list of 2 numbers (x, y)"],
  [regression({ names: ["x", "y"] }), [1, "2"], "a finite number"],
])("a label that does not fit is refused (%#)", (task, label, rule) => {
  const encode = (): unknown => taskKind(task).encodeLabel(task, label, "task");
  expect(encode).toThrow(expect.objectContaining({ code: "data-invalid" }));
  expect(encode).toThrow(rule);
});
