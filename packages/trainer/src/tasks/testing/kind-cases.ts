import { binary, classification, regression, type Label, type TaskSpec } from "@polyhead/spec";

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
  ["regression", { task: regression({ unit: "m" }), label: (a, b) => 100 + 20 * a - 7 * b }],
]);

function level(a: number): string {
  if (a < -0.3) return "low";
  return a < 0.4 ? "mid" : "high";
}
