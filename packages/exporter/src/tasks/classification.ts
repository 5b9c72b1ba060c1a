import type { FittedClassification } from "@polyhead/spec";
import { softmax } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B, C]` probabilities of the C classes. */
export const classificationExport: TaskExport<FittedClassification> = {
  headShape: ({ classes }) => [classes.length],
  scalar: () => false,
  output: (_, logits, nodes) => nodes.op("Softmax", [logits], { axis: -1 }),
  reference: (_, logits) => softmax(logits),
};
