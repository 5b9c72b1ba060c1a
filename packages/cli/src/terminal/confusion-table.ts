import type { ConfusionMatrix } from "@polyhead/trainer";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** How often each label, a row, was taken for each class, a column. */
export function confusionTable(title: string, { classes, counts }: ConfusionMatrix): string {
  const header = [title, ...classes].map((cell) => style("dim", cell));
  const rows = counts.map((row, label) => [
    style("bold", classes[label] ?? ""),
    ...row.map((count, predicted) => (predicted === label ? style("bold", String(count)) : String(count))),
  ]);
  return table([header, ...rows], ["left", ...classes.map(() => "right" as const)]);
}
