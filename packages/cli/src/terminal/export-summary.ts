import type { ExportResult } from "@polyhead/exporter";
import { formatBytes } from "./bytes.ts";
import { parityReport } from "./parity-table.ts";
import { style } from "./style.ts";

/** What was written, and how it compares with the model. */
export function exportSummary(result: ExportResult): string {
  const facts = [
    formatBytes(result.bytes),
    `${result.parameters.toLocaleString("en")} parameters`,
    `${result.nodes} nodes`,
    `opset ${result.opset}`,
  ];
  const lines = [
    ["file", `${result.path}  ${style("dim", facts.join(", "))}`],
    ["inputs", result.inputs.join(", ")],
    ["outputs", result.outputs.join(", ")],
  ].map(([label = "", text]) => `${style("bold", label.padEnd(7))}  ${text}\n`);
  return `${lines.join("")}\n${parityReport(result.parity)}`;
}
