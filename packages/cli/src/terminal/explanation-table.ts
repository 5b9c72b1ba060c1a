import type { Explanation } from "@polyhead/trainer";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** One row an example, one cell a task: `test 0  label: cat 0.93 (dog)`, with the label where it is known. */
export function explanationTable({ examples }: Explanation): string {
  const rows = examples.map(({ source, tasks }) => [
    source,
    ...tasks.map(({ task, prediction, label }) => {
      const known = label === "–" ? "" : style("dim", ` (label ${label})`);
      return `${style("dim", `${task}:`)} ${style("bold", prediction)}${known}`;
    }),
  ]);
  return table(rows);
}
