import {
  binary,
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  type Label,
  type TaskSpec,
} from "@polyhead/spec";

/** A task whose label can be told from two numbers between −1 and 1. */
export interface KindCase {
  readonly task: TaskSpec;
  readonly label: (a: number, b: number) => Label;
}

/** Every kind of task, and what changes its loss or its output. */
export const kindCases: ReadonlyMap<string, KindCase> = new Map<string, KindCase>([
  ["binary", { task: binary(), label: (a) => a > 0.2 }],
  [
    "binary, balanced, smoothed and focal",
    {
      task: binary({
        positive: "in",
        negative: "out",
        classWeights: "balanced",
        labelSmoothing: 0.1,
        focalGamma: 2,
      }),
      label: (a) => (a > 0.5 ? "in" : "out"),
    },
  ],
  ["classification", { task: classification({ classes: ["low", "mid", "high"] }), label: (a) => level(a) }],
  [
    "classification, weighted, smoothed and focal",
    {
      task: classification({
        classes: ["low", "mid", "high"],
        classWeights: { low: 1, mid: 2, high: 0.5 },
        labelSmoothing: 0.1,
        focalGamma: 1.5,
      }),
      label: (a) => level(a),
    },
  ],
  ["count", { task: count(), label: (a, b) => Math.round(Math.exp(1 + 1.5 * a - 0.5 * b)) }],
  ["multi-label", { task: multiLabel({ labels: ["left", "up"] }), label: sides }],
  [
    "multi-label, balanced, smoothed and focal",
    {
      task: multiLabel({
        labels: ["left", "up"],
        classWeights: "balanced",
        labelSmoothing: 0.1,
        focalGamma: 1,
      }),
      label: (a, b) => [a < 0 ? 1 : 0, a > 0.5 ? null : b > 0 ? 1 : 0],
    },
  ],
  [
    "multi-label, weighted",
    {
      task: multiLabel({ labels: ["left", "up"], classWeights: { left: 3, up: 0.5 } }),
      label: sides,
    },
  ],
  ["ordinal", { task: ordinal({ levels: ["low", "mid", "high"] }), label: (a) => level(a) }],
  ["regression, absolute", { task: regression({ loss: "mae" }), label: plane }],
  ["regression, Huber", { task: regression({ loss: "huber", delta: 0.5 }), label: plane }],
  ["regression, Gaussian", { task: regression({ loss: "gaussian" }), label: plane }],
  ["regression, quantiles", { task: regression({ loss: "quantile" }), label: plane }],
  [
    "regression of two numbers, one of them at times missing",
    {
      task: regression({ names: ["x", "y"] }),
      label: (a, b) => [plane(a, b), a > 0.5 ? null : 3 * b],
    },
  ],
  [
    "regression of two numbers, Gaussian",
    { task: regression({ names: ["x", "y"], loss: "gaussian" }), label: (a, b) => [plane(a, b), b] },
  ],
  [
    "regression of two numbers, quantiles",
    {
      task: regression({ names: ["x", "y"], loss: "quantile", quantiles: [0.1, 0.4, 0.6, 0.9] }),
      label: (a, b) => [plane(a, b), b],
    },
  ],
  ["regression", { task: regression({ unit: "m" }), label: plane }],
]);

function plane(a: number, b: number): number {
  return 100 + 20 * a - 7 * b;
}

function sides(a: number, b: number): readonly string[] {
  return [...(a < 0 ? ["left"] : []), ...(b > 0 ? ["up"] : [])];
}

function level(a: number): string {
  if (a < -0.3) return "low";
  return a < 0.4 ? "mid" : "high";
}
