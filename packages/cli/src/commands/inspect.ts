import type { InputSpec, TaskSpec } from "@polyhead/spec";
import { Option, type Command } from "commander";
import type { Inspection } from "../inspect-model.ts";
import { formatBytes } from "../terminal/bytes.ts";
import { metricsTable } from "../terminal/metrics-table.ts";
import { parityTable } from "../terminal/parity-table.ts";
import { style } from "../terminal/style.ts";
import { describeTask, shortened } from "../terminal/task-text.ts";
import { table } from "../terminal/table.ts";

/** How many tensors are shown one by one. */
const TENSORS = 10;

const HELP = `
Examples:
  $ polyhead inspect cifar.onnx
  $ polyhead inspect cifar.onnx --format json | jq .manifest.tasks
`;

export function addInspect(program: Command): void {
  program
    .command("inspect")
    .argument("<model>", "an ONNX file")
    .description("show inputs, outputs, operators, size by tensor, metrics and parity of a model")
    .addOption(
      new Option("-f, --format <format>", "how to show it").choices(["text", "json"]).default("text"),
    )
    .addHelpText("after", HELP)
    .action(inspectCommand);
}

async function inspectCommand(path: string, { format }: { readonly format: "text" | "json" }): Promise<void> {
  const { inspectModel } = await import("../inspect-model.ts");
  const inspection = await inspectModel(path);
  if (format === "json") process.stdout.write(`${JSON.stringify(inspection, null, 2)}\n`);
  else printInspection(inspection);
}

function printInspection(inspection: Inspection): void {
  const { path, bytes, irVersion, opset, producer, parameters, operators, manifest } = inspection;
  const nodes = Object.entries(operators).map(([name, count]) => `${count} ${name}`);
  print([
    ["file", path],
    ["size", `${formatBytes(bytes)}, ${parameters.toLocaleString("en")} parameters`],
    ["format", `ONNX IR ${irVersion}, opset ${opset}${producer === "" ? "" : `, by ${producer}`}`],
    ["nodes", nodes.join(", ")],
    ["model", manifest?.name ?? "no Polyhead manifest: raw tensors only"],
  ]);
  process.stdout.write("\n");
  print([...tensorRows("input", inspection), ...tensorRows("output", inspection)]);
  process.stdout.write(`\n${tensorsTable(inspection)}`);
  if (manifest?.metrics !== undefined) {
    process.stdout.write(`\n${metricsTable(manifest, { "held out": manifest.metrics })}`);
  }
  if (manifest?.parity !== undefined) process.stdout.write(`\n${parityTable(manifest.parity)}`);
}

/** Prints rows whose first cell is a label. */
function print(rows: readonly (readonly string[])[]): void {
  process.stdout.write(table(rows.map(([label = "", ...cells]) => [style("bold", label), ...cells])));
}

function tensorRows(side: "input" | "output", { inputs, outputs, manifest }: Inspection): string[][] {
  const specs = side === "input" ? manifest?.inputs : manifest?.tasks;
  return Object.entries(side === "input" ? inputs : outputs).map(([name, type]) => {
    const spec = specs?.[name];
    return [side, name, type, spec === undefined ? "" : describe(spec)];
  });
}

/** The largest tensors, and what the rest add up to. */
function tensorsTable({ tensors, bytes }: Inspection): string {
  const total = sizeOf(tensors);
  const share = (size: number): string[] => [formatBytes(size), `${((100 * size) / bytes).toFixed(1)} %`];
  const rows = tensors
    .slice(0, TENSORS)
    .map((tensor) => [
      style("bold", tensor.name),
      `${tensor.dataType} [${tensor.dims.join(", ")}]`,
      ...share(tensor.bytes),
    ]);
  const rest = tensors.slice(TENSORS);
  const more = rest.length === 0 ? [] : [[`${rest.length} more`, "", ...share(sizeOf(rest))]];
  const header = ["tensor", "type", "size", "of the file"].map((cell) => style("dim", cell));
  const all = [`all ${tensors.length}`, "", ...share(total)];
  return table([header, ...rows, ...more, all], ["left", "left", "right", "right"]);
}

function sizeOf(tensors: Inspection["tensors"]): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}

function describe(spec: InputSpec | TaskSpec): string {
  switch (spec.kind) {
    case "image":
      return "image, 0 to 255";
    case "numeric":
    case "categorical":
    case "dates":
      return `${spec.kind}: ${shortened(spec.columns)}`;
    case "text":
      return `text: ${spec.tokens.kind}, ${spec.maxLength} at most`;
    default:
      return describeTask(spec);
  }
}
