import type { ExportResult } from "@polyhead/exporter";
import { formatBytes } from "./bytes.ts";
import { parityReport } from "./parity-table.ts";
import { style } from "./style.ts";
import { weightsTable } from "./weights-table.ts";

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
  const { weights, float32Operators = [] } = result;
  return [
    lines.join(""),
    parityReport(result.parity),
    ...(weights === undefined ? [] : [weightsTable(weights, result.bytes)]),
    ...(float32Operators.length === 0
      ? []
      : [`${style("bold", "note".padEnd(7))}  float32 arithmetic stays in ${float32Operators.join(", ")}\n`]),
  ].join("\n");
}
