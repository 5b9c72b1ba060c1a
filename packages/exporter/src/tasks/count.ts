import type { FittedCount } from "@polyhead/spec";
import { exp, mul } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B]` expected counts: `mean·e^z`. */
export const countExport: TaskExport<FittedCount> = {
  headShape: () => [1],
  scalar: () => true,
  output: ({ mean }, head, nodes) =>
    nodes.op("Mul", [nodes.op("Exp", [head]), nodes.constant("mean", [mean], [])]),
  reference: ({ mean }, head) => mul(exp(head), mean),
  deviation: ({ mean }) => mean,
};
