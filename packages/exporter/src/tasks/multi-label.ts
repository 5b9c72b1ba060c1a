import type { FittedMultiLabel } from "@polyhead/spec";
import { sigmoid } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B, K]` probabilities of the K labels, each on its own. */
export const multiLabelExport: TaskExport<FittedMultiLabel> = {
  headShape: ({ labels }) => [labels.length],
  scalar: () => false,
  output: (_, logits, nodes) => nodes.op("Sigmoid", [logits]),
  reference: (_, logits) => sigmoid(logits),
};
