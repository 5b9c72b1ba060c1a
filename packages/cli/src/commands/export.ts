import type { Samples } from "@polyhead/exporter";
import type { FittedSpec } from "@polyhead/spec";
import type { Checkpoint, RunSummary } from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { addParityOptions, parityOptions, type ParityFlags } from "../parity-options.ts";
import { exportSummary } from "../terminal/export-summary.ts";
import { addWeightsOptions, weightsOptions, type WeightsFlags } from "../weights-options.ts";

/** Real examples that the file is checked on besides random ones. */
const SAMPLES = 32;

const HELP = `
The file replaces an older one only when ONNX Runtime gives the same outputs as the trained model, within
1e-4 + 1e-4 · |reference|; else nothing is written, and the exit code is 4.

Smaller weights are measured on the data that the config holds out, its test split or else the validation rows, and refused
when a task loses more than --max-loss of its metric (accuracy, AUROC, R², …). int8-static also reads training examples.

Examples:
  $ polyhead export                                  the newest run in runs/ → <name>.onnx
  $ polyhead export shapes-20250131-120000 -o shapes.onnx --logits
  $ polyhead export --config polyhead.config.ts      checked on examples of the config's data, too
  $ polyhead export --trace                          every layer compared, too
  $ polyhead export --weights int8                   a quarter of the size, when no task loses more than 1 %
  $ polyhead export --tasks label,age -o two.onnx    these tasks alone
`;

interface ExportFlags extends ParityFlags, WeightsFlags {
  readonly output?: string;
  readonly logits?: boolean;
  readonly checkpoint: Checkpoint;
  readonly tasks?: readonly string[];
  readonly runs: string;
}

export function addExport(program: Command): void {
  const command = program
    .command("export")
    .argument("[run]", "directory of a run, or its name under --runs (default: the newest)")
    .description("write a trained model as one ONNX file, checked against the original")
    .option("-o, --output <file>", "where to write (default: <name>.onnx)")
    .option(
      "--logits",
      "add an output <task>_logits for each task that gives probabilities of classes or labels",
    )
    .addOption(
      new Option("--checkpoint <which>", "best epoch or last one").choices(["best", "last"]).default("best"),
    )
    .option("-c, --config <file>", `also check on ${SAMPLES} examples of this config's data`)
    .option("--tasks <names>", "these tasks alone, separated by commas", (names: string) => names.split(","))
    .option("--runs <directory>", "where runs are", "runs");
  addWeightsOptions(addParityOptions(command)).addHelpText("after", HELP).action(exportCommand);
}

async function exportCommand(run: string | undefined, flags: ExportFlags): Promise<void> {
  const { findRun } = await import("../find-run.ts");
  const { chooseBackend, loadRun } = await import("@polyhead/trainer");
  const { exportModel } = await import("@polyhead/exporter");
  const directory = await findRun(run, flags.runs);
  await chooseBackend({ prefer: "wasm" });
  const { summary, model } = await loadRun(directory, flags.checkpoint);
  const { spec } = summary;
  const samples = flags.config === undefined ? undefined : await samplesOf(flags.config, spec);
  // The summary's metrics are those of the best epoch.
  const metrics = flags.checkpoint === "best" ? heldOutMetrics(summary) : undefined;
  const path = flags.output ?? `${spec.name}.onnx`;
  const { logits = false, tasks } = flags;
  const weights = await weightsOptions(flags, spec);
  const result = await exportModel({
    model,
    spec,
    path,
    logits,
    ...parityOptions(flags),
    ...(metrics && { metrics }),
    ...(samples && { samples }),
    ...(tasks && { tasks }),
    ...(weights && { weights }),
  });
  process.stdout.write(exportSummary(result));
}

async function samplesOf(config: string, spec: FittedSpec): Promise<Samples | undefined> {
  const { loadConfig } = await import("../load-config.ts");
  const { readSamples } = await import("../read-samples.ts");
  const { data } = await loadConfig(config);
  return data && readSamples(spec, data, SAMPLES);
}

/** Of each task, on test where it was measured there, else on validation. */
function heldOutMetrics({ metrics }: RunSummary): RunSummary["metrics"][string] | undefined {
  const { validation, test } = metrics;
  return (validation ?? test) && { ...validation, ...test };
}
