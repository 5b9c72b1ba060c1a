import type { ConfusionMatrix } from "@polyhead/trainer";
import { style } from "./style.ts";
import { outputWidth, table, textWidth } from "./table.ts";

/** How often each label, a row, was taken for each class, a column; columns have numbers where names are too wide. */
export function confusionTable(
  title: string,
  matrix: ConfusionMatrix,
  width: number = outputWidth(),
): string {
  const named = matrixTable(title, matrix, matrix.classes);
  return textWidth(named) <= width ? named : matrixTable(title, matrix);
}

/** @param columns names of columns; by default numbers, which rows then have, too */
function matrixTable(
  title: string,
  { classes, counts }: ConfusionMatrix,
  columns?: readonly string[],
): string {
  const numbers = classes.map((_, at) => String(at + 1));
  const header = [title, ...(columns ?? numbers)].map((cell) => style("dim", cell));
  const rows = counts.map((row, label) => [
    (columns === undefined ? `${String(numbers[label]).padStart(2)} ` : "") +
      style("bold", classes[label] ?? ""),
    ...row.map((count, predicted) => (predicted === label ? style("bold", String(count)) : String(count))),
  ]);
  return table([header, ...rows], ["left", ...classes.map(() => "right" as const)]);
}
