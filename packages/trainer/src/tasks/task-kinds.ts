import { metricLabel, type FittedTask, type TaskSpec } from "@polyhead/spec";
import { binaryKind } from "./binary.ts";
import { classificationKind } from "./classification.ts";
import { countKind } from "./count.ts";
import { multiLabelKind } from "./multi-label.ts";
import { ordinalKind } from "./ordinal.ts";
import { regressionKind } from "./regression.ts";
import { taggingKind } from "./tagging.ts";
import type { TaskKind } from "./task-kind.ts";

const kinds: {
  readonly [K in TaskSpec["kind"]]: TaskKind<
    Extract<TaskSpec, { kind: K }>,
    Extract<FittedTask, { kind: K }>
  >;
} = {
  binary: binaryKind,
  classification: classificationKind,
  count: countKind,
  multiLabel: multiLabelKind,
  ordinal: ordinalKind,
  regression: regressionKind,
  tagging: taggingKind,
};

/** The kind of a task, found by its name in the spec. */
export function taskKind(task: TaskSpec): TaskKind<TaskSpec, FittedTask> {
  return kinds[task.kind];
}

/** The metric that stands for a task in averages: larger is better, 1 is perfect. */
export function primaryMetric(task: TaskSpec): string {
  return taskKind(task).primaryMetric;
}

/** Each task's primary metric. */
export function primaryMetrics(tasks: Readonly<Record<string, TaskSpec>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, primaryMetric(task)]));
}

/** Metrics of tasks, for people: "accuracy and R²". */
export function listMetrics(metrics: Readonly<Record<string, string>>): string {
  const labels = new Set(Object.values(metrics).map((metric) => metricLabel(metric)));
  return new Intl.ListFormat("en").format(labels);
}
