import type { FittedTask, TaskSpec } from "@polyhead/spec";
import { classificationKind } from "./classification.ts";
import { regressionKind } from "./regression.ts";
import type { TaskKind } from "./task-kind.ts";

const kinds = { classification: classificationKind, regression: regressionKind };

/** The kind of a task, found by its name in the spec. */
export function taskKind(task: TaskSpec): TaskKind<TaskSpec, FittedTask> {
  return kinds[task.kind];
}

/** The metric that stands for a task in averages: larger is better, 1 is perfect. */
export function primaryMetric(task: TaskSpec): string {
  return taskKind(task).primaryMetric;
}
