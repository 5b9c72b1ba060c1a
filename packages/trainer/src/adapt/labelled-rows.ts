import { PolyheadError } from "@polyhead/spec";
import { ascending, type RowSet } from "../data/row-set.ts";
import { rowAt } from "../data/rows.ts";
import { countLabelled } from "../tasks/labels.ts";
import type { Dataset } from "../fit/dataset.ts";

/** Examples that are looked at at a time. */
const LOT = 1000;

/** The examples that have a label of a task. */
export interface LabelledRows {
  /** from the lowest to the highest */
  readonly rows: Uint32Array;
  /** the first number of each one's label */
  readonly labels: Float64Array;
}

/**
 * Finds a task's labelled examples among `rows`.
 *
 * @throws PolyheadError `data-invalid` unless there are two that differ
 */
export async function labelledRows(dataset: Dataset, rows: RowSet, task: string): Promise<LabelledRows> {
  const found: number[] = [];
  const labels: number[] = [];
  const different = new Set<string>();
  for (const lot of ascending(rows, LOT)) {
    const { labels: all } = await dataset.read(lot);
    for (const [index, row] of lot.entries()) {
      const label = rowAt(all[task]!, index);
      if (label.every((value) => Number.isNaN(value))) continue;
      found.push(row);
      labels.push(label.find((value) => !Number.isNaN(value)) ?? 0);
      if (different.size < 2) different.add(label.join());
    }
  }
  if (different.size < 2) throw tooAlike(task, found.length, rows.count);
  return { rows: Uint32Array.from(found), labels: Float64Array.from(labels) };
}

function tooAlike(task: string, labelled: number, count: number): PolyheadError {
  return new PolyheadError(
    "data-invalid",
    `Task "${task}" should have two labels that differ, or more, among the ${count} examples trained on; ${labelled} have one, and all are alike. Add examples of others.`,
    { details: { task, labelled, count } },
  );
}

/** How many of some rows have a label, by task. */
export async function labelledAmong(
  dataset: Dataset,
  rows: RowSet,
  tasks: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const counts = Object.fromEntries(tasks.map((task) => [task, 0]));
  for (const lot of ascending(rows, LOT)) {
    const { labels } = await dataset.read(lot);
    for (const task of tasks) counts[task]! += countLabelled(labels[task]!);
  }
  return counts;
}
