import type { FittedTask, TaskSpec } from "@polyhead/spec";
import { binaryExport } from "./binary.ts";
import { classificationExport } from "./classification.ts";
import { countExport } from "./count.ts";
import { multiLabelExport } from "./multi-label.ts";
import { ordinalExport } from "./ordinal.ts";
import { regressionExport } from "./regression.ts";
import { taggingExport } from "./tagging.ts";
import type { TaskExport } from "./task-export.ts";

const exports: { readonly [K in TaskSpec["kind"]]: TaskExport<Extract<FittedTask, { kind: K }>> } = {
  binary: binaryExport,
  classification: classificationExport,
  count: countExport,
  multiLabel: multiLabelExport,
  ordinal: ordinalExport,
  regression: regressionExport,
  tagging: taggingExport,
};

/** How a task leaves the graph, found by its kind's name. */
export function taskExport(task: TaskSpec): TaskExport<FittedTask> {
  return exports[task.kind];
}
