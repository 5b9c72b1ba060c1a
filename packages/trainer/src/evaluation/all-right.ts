import type { FittedSpec } from "@polyhead/spec";
import { rowAt } from "../data/rows.ts";
import type { Examples } from "../fit/dataset.ts";
import { isMissingRow } from "../tasks/labels.ts";
import { taskKind } from "../tasks/task-kinds.ts";

/** The share of examples that every task predicts right, fed batch by batch. */
export interface AllRight {
  add(predictions: Readonly<Record<string, ArrayLike<number>>>, examples: Pick<Examples, "labels">): void;
  /** of the examples with a label of every task; undefined where there are none */
  value(): number | undefined;
}

/** Starts to count; undefined for a model of one task, or with one that predicts numbers, which are never just right. */
export function allRight(spec: FittedSpec): AllRight | undefined {
  const tasks = Object.entries(spec.tasks).flatMap(([name, task]) => {
    const kind = taskKind(task);
    return kind.right === undefined ? [] : [{ name, task, kind }];
  });
  if (tasks.length < 2 || tasks.length < Object.keys(spec.tasks).length) return undefined;
  let [seen, together] = [0, 0];
  return {
    add(predictions, { labels }) {
      const byTask = tasks.map(
        ({ name, task, kind }) => kind.right?.(task, predictions[name] ?? [], labels[name]!) ?? [],
      );
      for (const [row] of byTask[0]!.entries()) {
        if (tasks.some(({ name }) => isMissingRow(rowAt(labels[name]!, row)))) continue;
        seen++;
        if (byTask.every((right) => right[row])) together++;
      }
    },
    value: () => (seen === 0 ? undefined : together / seen),
  };
}
