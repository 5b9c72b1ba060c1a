import type { FittedTask, TaskSpec } from "@polyhead/spec";
import { binaryExport } from "./binary.ts";
import { classificationExport } from "./classification.ts";
import { regressionExport } from "./regression.ts";
import { taggingExport } from "./tagging.ts";
import type { TaskExport } from "./task-export.ts";

const exports: { readonly [K in TaskSpec["kind"]]: TaskExport<Extract<FittedTask, { kind: K }>> } = {
  binary: binaryExport,
  classification: classificationExport,
  regression: regressionExport,
  tagging: taggingExport,
};

/** How a task leaves the graph, found by its kind's name. */
export function taskExport(task: TaskSpec): TaskExport<FittedTask> {
  return exports[task.kind];
}
