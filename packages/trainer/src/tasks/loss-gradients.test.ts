// Losses and their gradients by the head's numbers, as PyTorch 1.13 has them: cross_entropy, binary_cross_entropy_with_logits,
// poisson_nll_loss, mse_loss, l1_loss, huber_loss and gaussian_nll_loss; focal, CORN's and pinball losses are written out there.
import "@tensorflow/tfjs-backend-cpu";
import {
  binary,
  classification,
  count,
  figuresOf,
  multiLabel,
  ordinal,
  regression,
  tagging,
  valuesOf,
  type FittedTask,
  type Label,
  type TaskSpec,
} from "@polyhead/spec";
import { setBackend, tensor, tidy, valueAndGrad, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { evenRows, type Rows } from "../data/rows.ts";
import { lossesOf } from "../fit/task-losses.ts";
import { taskKind } from "./task-kinds.ts";
import { kindCases } from "./testing/kind-cases.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** A task's loss over a batch, as a step takes it, and its gradient. */
function measured(
  task: FittedTask,
  outputs: Tensor,
  labels: Rows<Float64Array>,
  gaps = false,
): { readonly loss: number; readonly gradient: readonly number[] } {
  const target = taskKind(task).targets(task, labels, gaps, outputs.shape[1]);
  const spec = { name: "net", inputs: {}, tasks: { task } };
  const { value, grad } = valueAndGrad((logits: Tensor) => lossesOf(spec, [logits], [target])[0]!)(outputs);
  return { loss: value.dataSync()[0] ?? Number.NaN, gradient: [...grad.dataSync()] };
}

function encoded(task: TaskSpec, labels: readonly Label[]): Rows<Float64Array> {
  const kind = taskKind(task);
  const values = labels.flatMap((label) => [...kind.encodeLabel(task, label, "task")]);
  return evenRows(Float64Array.from(values), kind.labelWidth(task) ?? 1);
}

const one = [[0.5], [-1.2], [2], [-0.3]];
const yes = [true, false, false, true];
const three = [
  [0.5, -1, 0.25],
  [2, 0.1, -0.3],
  [-0.4, 0.3, 0.9],
  [0.2, 0.2, -1.5],
];
const classes = ["a", "b", "c"] as const;
const picked = ["a", "c", "b", "b"];
const weights = { a: 1, b: 2, c: 0.5 };
const points = [[0.2], [-0.5], [0.1], [-0.6]];
const numbers = [12, 4, 19, 8];
const normalizer = { mean: [10], std: [4] };

test.each<[string, FittedTask, number[][], readonly Label[], number, number[]]>([
  [
    "binary, weighted",
    binary({ classWeights: { yes: 3, no: 0.5 } }),
    one,
    yes,
    0.7400574178,
    [-0.16180314, 0.01653394, 0.06291408, -0.24618965],
  ],
  [
    "binary, weighted, smoothed and focal",
    binary({ classWeights: { yes: 3, no: 0.5 }, labelSmoothing: 0.2, focalGamma: 2 }),
    one,
    yes,
    0.2684529115,
    [-0.03065491, -0.00390895, 0.06918252, -0.1574207],
  ],
  [
    "classification, weighted",
    classification({ classes, classWeights: weights }),
    three,
    picked,
    1.0756134334,
    [
      -0.09099678, 0.02026499, 0.07073178, 0.07273731, 0.01087922, -0.08361653, 0.05441174, -0.25406457,
      0.19965283, 0.16660059, -0.19703577, 0.03043518,
    ],
  ],
  [
    "classification, smoothed",
    classification({ classes, labelSmoothing: 0.1 }),
    three,
    picked,
    1.3063951256,
    [
      -0.1084539, 0.01953103, 0.08892287, 0.19169428, 0.02158452, -0.2132788, 0.02907474, -0.15800272,
      0.12892798, 0.10620457, -0.11879543, 0.01259085,
    ],
  ],
  [
    "classification, weighted, smoothed and focal",
    classification({ classes, classWeights: weights, labelSmoothing: 0.1, focalGamma: 1.5 }),
    three,
    picked,
    0.6436176681,
    [
      -0.05498746, 0.00789689, 0.04709056, 0.0823944, 0.00883187, -0.09122628, 0.04168884, -0.23933114,
      0.1976423, 0.12473145, -0.13503025, 0.0102988,
    ],
  ],
  [
    "multi-label, weighted and focal, one not known",
    multiLabel({ labels: ["a", "b"], classWeights: { a: 3, b: 0.25 }, focalGamma: 1 }),
    [
      [0.5, -1.2],
      [2, -0.3],
    ],
    [
      [1, 0],
      [null, 1],
    ],
    0.1695500906,
    [-0.17925657, 0.02362759, 0, -0.03169638],
  ],
  [
    "ordinal",
    ordinal({ levels: ["1", "2", "3", "4"] }),
    three,
    [1, 4, 3, 2],
    1.6761397525,
    [
      0.15561483, 0, 0, -0.02980073, -0.1187552, -0.14361063, -0.14967192, -0.10638937, 0.17773738,
      -0.1125415, 0.1374585, 0,
    ],
  ],
  [
    "count",
    { ...count(), mean: 2.75, deviance: 2.8947989404641215 },
    [[-0.5], [0.1], [0.4], [-1]],
    [0, 3, 7, 1],
    0.4337025909,
    [0.28809588, 0.00677422, -0.50046344, 0.00201542],
  ],
  ["regression", { ...regression(), normalizer }, points, numbers, 1.430625, [-0.15, 0.5, -1.075, -0.05]],
  [
    "regression, absolute",
    { ...regression({ loss: "mae" }), normalizer },
    points,
    numbers,
    0.8875,
    [-0.25, 0.25, -0.25, -0.25],
  ],
  [
    "regression, Huber",
    { ...regression({ loss: "huber", delta: 0.5 }), normalizer },
    points,
    numbers,
    0.34375,
    [-0.075, 0.125, -0.125, -0.025],
  ],
  [
    "regression, Gaussian",
    { ...regression({ loss: "gaussian" }), normalizer },
    [
      [0.2, 0.3],
      [-0.5, -1],
      [0.1, 0.2],
      [-0.6, 1.5],
    ],
    numbers,
    7.9181163578,
    [-0.08778539, 0.07519248, 0.79805227, -0.23525617, -0.67344086, -0.41261249, -0.01469366, 0.05971277],
  ],
  [
    "regression, quantiles",
    { ...regression({ loss: "quantile", quantiles: [0.1, 0.5, 0.9] }), normalizer },
    [
      [-0.5, 0.2, 0.4],
      [0.2, -0.5, -0.3],
      [1, 0.1, 0.8],
      [-2, -0.6, 0.1],
    ],
    numbers,
    0.2971073168,
    [
      0.00314617, -0.04166667, 0.00498906, -0.04123755, 0.125, 0.00354631, 0.00609215, -0.125, -0.05174809,
      0.00099336, -0.04166667, 0.00437483,
    ],
  ],
])("%s: loss and gradient are PyTorch's", (_, task, outputs, labels, expected, slopes) => {
  tidy(() => {
    const { loss, gradient } = measured(task, tensor(outputs), encoded(task, labels));
    expect(loss).toBeCloseTo(expected, 5);
    expect(gradient).toEqual(slopes.map((slope) => expect.closeTo(slope, 6) as number));
  });
});

const extremes = [100, -100, 100, -100, -100, 100];

test.each([...kindCases.values(), { task: tagging({ entities: ["a"] }), label: () => "B-a" }])(
  "logits of ±100 and labels that are all the same, or all missing, leave a finite loss (%#)",
  ({ task, label }) => {
    tidy(() => {
      const kind = taskKind(task);
      const values = kind.encodeLabel(task, label(-0.9, 0.1), "task");
      const labels = evenRows(Float64Array.from([...values, ...values]), values.length);
      const fit = kind.fit(task);
      fit.add(labels);
      const fitted = fit.finish();
      const width = kind.labelWidth(task) === undefined ? [1, 3] : [headWidth(fitted)];
      const size = 2 * width.reduce((product, each) => product * each, 1);
      const outputs = tensor(
        Array.from({ length: size }, (_, at) => extremes[at % extremes.length] ?? 0),
        [2, ...width],
      );
      const { loss, gradient } = measured(fitted, outputs, labels);
      expect([loss, ...gradient].every(Number.isFinite)).toBe(true);
      const missing = { ...labels, values: labels.values.map(() => Number.NaN) };
      const none = measured(fitted, outputs, missing, true);
      expect([none.loss, ...none.gradient].every((each) => each === 0)).toBe(true);
    });
  },
);

function headWidth(task: FittedTask): number {
  switch (task.kind) {
    case "classification":
      return task.classes.length;
    case "ordinal":
      return task.levels.length - 1;
    case "multiLabel":
      return task.labels.length;
    default:
      return task.kind === "regression" ? valuesOf(task) * figuresOf(task) : 1;
  }
}
