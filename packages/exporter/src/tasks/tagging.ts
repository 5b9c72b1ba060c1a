import { tagsOf, type TaggingTask } from "@polyhead/spec";
import { softmax } from "@tensorflow/tfjs-core";
import type { TaskExport } from "./task-export.ts";

/** `[B, L, C]` probabilities of the C tags of each of L words. */
export const taggingExport: TaskExport<TaggingTask> = {
  headShape: (task) => [null, tagsOf(task).length],
  scalar: () => false,
  output: (_, logits, nodes) => nodes.op("Softmax", [logits], { axis: -1 }),
  reference: (_, logits) => softmax(logits),
};
