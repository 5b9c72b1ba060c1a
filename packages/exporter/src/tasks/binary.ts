import type { FittedBinary } from "@polyhead/spec";
import { sigmoid } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B]` probabilities of yes. */
export const binaryExport: TaskExport<FittedBinary> = {
  headShape: () => [1],
  scalar: () => true,
  output: (_, logits, nodes) => nodes.op("Sigmoid", [logits]),
  reference: (_, logits) => sigmoid(logits),
};
