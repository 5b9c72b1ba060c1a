import type { ExportResult } from "@polyhead/exporter";
import { messageOf } from "@polyhead/spec";
import { Option, type Command } from "commander";
import { integer } from "../integer-option.ts";
import { addParityOptions, parityOptions, type ParityFlags } from "../parity-options.ts";
import { exportSummary } from "../terminal/export-summary.ts";

const HELP = `
Takes what model.save() of TensorFlow.js and tensorflowjs_converter --output_format=tfjs_layers_model write, in one
folder. The file is written only when ONNX Runtime gives the same outputs as the model, within 1e-4 + 1e-4 · |reference|;
else nothing is, and the exit code is 4. Outputs bear the names of their layers, numbered where they repeat.

Examples:
  $ polyhead convert saved/ -o model.onnx
  $ polyhead convert saved/model.json --outputs label,age --trace
  $ polyhead convert saved/ --length 16 100          sequences of these lengths are compared
`;

interface ConvertFlags extends ParityFlags {
  readonly output: string;
  readonly outputs?: readonly string[];
  readonly length?: readonly number[];
  readonly opset?: number;
  readonly format: "text" | "json";
}

export function addConvert(program: Command): void {
  const command = program
    .command("convert")
    .argument("<model>", "a model.json of TensorFlow.js, or the directory that holds it")
    .description("write any saved TensorFlow.js layers model as one ONNX file, checked against the original")
    .option("-o, --output <file>", "where to write", "model.onnx")
    .addOption(
      new Option("--outputs <names>", "names of the outputs, in order, with commas").argParser((text) =>
        text.split(","),
      ),
    )
    .addOption(new Option("--opset <n>", "the operator set of the file (default: 17)").argParser(integer(1)))
    .addOption(
      new Option("--length <n...>", "lengths of axes that are left open, to compare at").argParser(
        (text, lengths: readonly number[] | undefined) => [...(lengths ?? []), integer(1)(text)],
      ),
    );
  addParityOptions(command)
    .addOption(
      new Option("-f, --format <format>", "how to show it").choices(["text", "json"]).default("text"),
    )
    .addHelpText("after", HELP)
    .action(convertCommand);
}

async function convertCommand(path: string, flags: ConvertFlags): Promise<void> {
  const result = await convert(path, flags);
  const shown = flags.format === "json" ? `${JSON.stringify(result, null, 2)}\n` : exportSummary(result);
  process.stdout.write(shown);
}

async function convert(path: string, flags: ConvertFlags): Promise<ExportResult> {
  const { chooseBackend } = await import("@polyhead/trainer");
  const { exportModel, loadLayers } = await import("@polyhead/exporter");
  const { output, outputs, length, opset } = flags;
  const loadAndWrite = async (): Promise<ExportResult> =>
    exportModel({
      model: await loadLayers(path),
      path: output,
      ...(outputs && { outputNames: outputs }),
      ...(length && { lengths: length }),
      ...(opset !== undefined && { opset }),
      ...parityOptions(flags),
    });
  await chooseBackend({ prefer: "wasm" });
  try {
    return await loadAndWrite();
  } catch (error) {
    if (!/Kernel '\w+' not registered/.test(messageOf(error))) throw error;
    await chooseBackend({ prefer: "cpu" });
    return loadAndWrite();
  }
}
