import type { Explanation } from "@polyhead/trainer";
import { style } from "./style.ts";
import { outputWidth, table, textWidth } from "./table.ts";

/**
 * One row an example, one cell a task: `test 0  label: cat 0.93 (dog)`, with the label where it is known; a line a task where that is
 * too wide.
 */
export function explanationTable({ examples }: Explanation, width: number = outputWidth()): string {
  const rows = examples.map(({ source, tasks }) => [
    source,
    ...tasks.map(({ task, prediction, label }) => {
      const known = label === "–" ? "" : style("dim", ` (label ${label})`);
      return `${style("dim", `${task}:`)} ${style("bold", prediction)}${known}`;
    }),
  ]);
  const wide = table(rows);
  if (textWidth(wide) <= width) return wide;
  return rows
    .map(
      ([source = "", ...cells]) =>
        `${[style("bold", source), ...cells.map((cell) => `  ${cell}`)].join("\n")}\n`,
    )
    .join("\n");
}
