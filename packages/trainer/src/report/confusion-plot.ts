import type { ConfusionMatrix } from "../metrics/confusion-matrix.ts";
import { drawHeatMap } from "./heat-map.ts";

/** More classes are too many to read. */
const MOST_CLASSES = 20;

/** Draws for each label how often it was taken for each class; of many classes, those that are taken for others most often. */
export function drawConfusion(task: string, { classes, counts }: ConfusionMatrix): string {
  const shown = mostConfused(counts);
  const title = shown.length < classes.length ? `, ${shown.length} of ${classes.length} classes` : "";
  const names = shown.map((at) => classes[at] ?? "");
  return drawHeatMap({
    title: `${task}: confusion${title}`,
    quantity: "share of a label's examples, %",
    axes: { row: "label", column: "predicted" },
    rows: names,
    columns: names,
    values: shown.map((row) => {
      const total = sum(counts[row] ?? []);
      return shown.map((column) => (total === 0 ? null : (100 * (counts[row]?.[column] ?? 0)) / total));
    }),
    full: 100,
    format: (value) => value.toFixed(0),
  });
}

/** Classes by number, in their own order. */
function mostConfused(counts: ConfusionMatrix["counts"]): number[] {
  const mistakes = counts.map(
    (row, at) => sum(row) - (row[at] ?? 0) + sum(counts.map((other) => other[at] ?? 0)) - (row[at] ?? 0),
  );
  const all = [...counts.keys()];
  const most = all.toSorted((a, b) => (mistakes[b] ?? 0) - (mistakes[a] ?? 0)).slice(0, MOST_CLASSES);
  return most.toSorted((a, b) => a - b);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
