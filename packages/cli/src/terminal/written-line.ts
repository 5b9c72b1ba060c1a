import { style } from "./style.ts";

/** `file     predictions.csv  48,842 rows` */
export function writtenLine(path: string, rows: number): string {
  return `${style("bold", "file")}     ${path}  ${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}\n`;
}
