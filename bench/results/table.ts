import type { Spread } from "@polyhead/trainer";

/** A Markdown table, padded as the formatter does. @param names how many columns are names, at the left; the others are numbers */
export function table(names: number, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((cells) => cells[at]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]): string =>
    line(cells.map((cell, at) => (at < names ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))));
  const rule = widths.map((width, at) => (at < names ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [padded(head), line(rule), ...rows.map(padded)].join("\n");
}

export function figure(value: Spread | undefined, places: number): string {
  if (value === undefined) return "";
  const text = value.mean.toFixed(places).replace("-", "−");
  return value.std === undefined ? text : `${text} ± ${value.std.toFixed(places)}`;
}
