import type { FittedSpec } from "@polyhead/spec";
import type { Examples } from "../fit/dataset.ts";
import { averageScore } from "../fit/evaluate.ts";
import { labelledOnly } from "../tasks/labels.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { allRight } from "./all-right.ts";
import type { SplitEvaluation } from "./evaluation.ts";

/** All that evaluation tells of a split, fed batch by batch. */
export interface SplitMeasure {
  /** @param predictions of the examples, by task */
  add(
    predictions: Readonly<Record<string, ArrayLike<number>>>,
    examples: Pick<Examples, "count" | "labels">,
  ): void;
  values(): SplitEvaluation;
}

export function splitMeasure(spec: FittedSpec): SplitMeasure {
  const tasks = Object.entries(spec.tasks).map(([name, task]) => {
    const kind = taskKind(task);
    return { name, metrics: kind.metrics(task), details: kind.details(task) };
  });
  const together = allRight(spec);
  const labelled = new Set<string>();
  let examples = 0;
  return {
    add(predictions, { count, labels }) {
      for (const { name, metrics, details } of tasks) {
        const seen = labelledOnly(predictions[name] ?? [], labels[name]!);
        if (seen.labels.count > 0) labelled.add(name);
        for (const measure of [metrics, details])
          measure.add(seen.predictions, seen.labels.values, seen.labels.starts);
      }
      together?.add(predictions, { labels });
      examples += count;
    },
    values() {
      const measured = tasks.map(({ name, metrics, details }) => {
        return [name, { metrics: metrics.values(), ...(labelled.has(name) && details.values()) }] as const;
      });
      const byTask = Object.fromEntries(measured);
      const average = averageScore(spec, metricsOf(byTask));
      const right = together?.value();
      return {
        examples,
        ...(average !== undefined && { average }),
        ...(right !== undefined && { allRight: right }),
        tasks: byTask,
      };
    },
  };
}

/** The metrics alone, by task. */
export function metricsOf(tasks: SplitEvaluation["tasks"]): Record<string, Readonly<Record<string, number>>> {
  return Object.fromEntries(Object.entries(tasks).map(([name, { metrics }]) => [name, metrics]));
}
