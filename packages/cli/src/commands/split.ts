import type { Command } from "commander";
import { formatBytes } from "../terminal/bytes.ts";
import { style } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";

const HELP = `
The trunk takes the model's inputs and gives what all its tasks share; each head takes that. Trunk and head in turn compute
what the whole does, so that an app can run the trunk once, or a head where the features are kept.

Examples:
  $ polyhead split cifar.onnx               cifar.trunk.onnx, cifar.label.onnx, cifar.colorfulness.onnx
  $ polyhead split cifar.onnx -o parts
`;

export function addSplit(program: Command): void {
  program
    .command("split")
    .argument("<model>", "an ONNX file with two tasks or more")
    .description("write the trunk of a model and each of its heads as files of their own")
    .option("-o, --out <directory>", "where the files go; it must exist", ".")
    .addHelpText("after", HELP)
    .action(splitCommand);
}

async function splitCommand(path: string, { out }: { readonly out: string }): Promise<void> {
  const { splitFile } = await import("@polyhead/exporter");
  const parts = await splitFile({ path, directory: out });
  const rows = parts.map(({ part, path: file, bytes, inputs, outputs }) => [
    style("bold", part),
    file,
    style("dim", formatBytes(bytes)),
    `${inputs.join(", ")} → ${outputs.join(", ")}`,
  ]);
  process.stdout.write(table(rows, ["left", "left", "right", "left"]));
}
