import type { FittedTask } from "@polyhead/spec";
import { add, mul } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B]` in the task's own unit. */
export const regressionExport: TaskExport<Extract<FittedTask, { kind: "regression" }>> = {
  headShape: () => [1],
  scalar: () => true,
  output({ normalizer: { mean, std } }, standardized, nodes) {
    const scaled = nodes.op("Mul", [standardized, nodes.constant("std", std, [])]);
    return nodes.op("Add", [scaled, nodes.constant("mean", mean, [])]);
  },
  reference: ({ normalizer: { mean, std } }, standardized) =>
    add(mul(standardized, std[0] ?? 1), mean[0] ?? 0),
  deviation: ({ normalizer: { std } }) => std[0] ?? 1,
};
