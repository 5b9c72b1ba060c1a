import { metricLabel, type WeightsFigure } from "@polyhead/spec";
import { formatBytes } from "./bytes.ts";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** What smaller weights save, and what each task's metric becomes. */
export function weightsTable(
  { method, compute, float32Bytes, scores }: WeightsFigure,
  bytes: number,
): string {
  const share = `${Math.round((100 * bytes) / float32Bytes)} %`;
  const arithmetic = compute === undefined ? "" : `, ${compute} arithmetic`;
  const size = `${method}${arithmetic}: ${formatBytes(bytes)}, ${share} of ${formatBytes(float32Bytes)}`;
  const header = ["held out", "metric", "float32", method].map((cell) => style("dim", cell));
  const rows = Object.entries(scores).map(([task, { metric, float32, value }]) => [
    style("bold", task),
    metricLabel(metric, undefined),
    float32.toFixed(4),
    value.toFixed(4),
  ]);
  return `${style("bold", "weights")}  ${size}\n\n${table([header, ...rows], ["left", "left", "right", "right"])}`;
}
