import { PolyheadError, type FittedSpec } from "@polyhead/spec";
import type {
  BackendName,
  BadRowPolicy,
  Checkpoint,
  Evaluation,
  ModelConfig,
  Split,
} from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { join } from "node:path";
import { BACKENDS } from "../backend-names.ts";
import { badRowOption } from "../bad-row-option.ts";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { interruptSignal } from "../interrupt.ts";
import { evaluationSummary } from "../terminal/evaluation-summary.ts";
import { style } from "../terminal/style.ts";

const SPLITS: readonly (Split | "all")[] = ["train", "validation", "test", "all"];

const HELP = `
Train figures are of a sample of the rows trained on. The rows are those of the run, also where it was trained with other
--seed than the config's; for --model without a run, the config's seed and validationSplit part the data. Besides metrics there are,
for classes and labels, the expected calibration error (ECE, 15 bins) and the confusion matrix; for numbers, quantiles of
prediction − label; and Δm, where \`polyhead baselines\` has trained single-task models.

Examples:
  $ polyhead evaluate                                the newest run in runs/, on every split
  $ polyhead evaluate --split test --json            everything, as JSON
  $ polyhead evaluate --model shapes.onnx            the exported file, with ONNX Runtime on the CPU
`;

interface EvaluateFlags {
  readonly config: string;
  readonly split: Split | "all";
  readonly checkpoint: Checkpoint;
  readonly model?: string;
  readonly backend?: BackendName;
  readonly runs: string;
  readonly onBadRow?: BadRowPolicy;
  readonly json?: true;
}

export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .argument("[run]", "directory of a run, or its name under --runs (default: the newest)")
    .description("measure a trained model on any split: metrics, calibration, confusion, Δm")
    .option("-c, --config <file>", "whose data to measure on", DEFAULT_CONFIG)
    .addOption(new Option("--split <name>", "which examples").choices(SPLITS).default("all"))
    .addOption(
      new Option("--checkpoint <which>", "best epoch or last one").choices(["best", "last"]).default("best"),
    )
    .addOption(
      new Option("-m, --model <file>", "an exported file, in place of a run's checkpoint").conflicts([
        "checkpoint",
        "backend",
      ]),
    )
    .addOption(
      new Option("-b, --backend <name>", "the engine (default: the best that starts)").choices(BACKENDS),
    )
    .option("--runs <directory>", "where runs are", "runs")
    .addOption(badRowOption())
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action(evaluateCommand);
}

async function evaluateCommand(run: string | undefined, flags: EvaluateFlags): Promise<void> {
  const signal = interruptSignal();
  const { loadConfig } = await import("../load-config.ts");
  const { overrideBadRows, reportSkipped } = await import("../override-bad-rows.ts");
  const config = overrideBadRows(await loadConfig(flags.config), flags.onBadRow);
  const { spec, evaluation, note } =
    flags.model === undefined
      ? await ofRun(run, config, flags, signal)
      : await ofFile(flags.model, run, config, flags, signal);
  reportSkipped(config);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(evaluation, null, 2)}\n`);
  else process.stdout.write(`\n${evaluationSummary(spec, evaluation)}${note}`);
}

interface Evaluated {
  readonly spec: FittedSpec;
  readonly evaluation: Evaluation;
  /** what to do next, for people */
  readonly note: string;
}

async function ofRun(
  run: string | undefined,
  config: ModelConfig,
  { runs, split, checkpoint, backend }: EvaluateFlags,
  signal: AbortSignal,
): Promise<Evaluated> {
  const { findRun } = await import("../find-run.ts");
  const { evaluateRun, evaluationFile, presentEvaluation, readSummary } = await import("@polyhead/trainer");
  const directory = await findRun(run, runs);
  const { spec, adapted } = await readSummary(directory);
  const evaluation = await evaluateRun(directory, config, {
    splits: splitsOf(split),
    checkpoint,
    backend,
    signal,
    onEvent: presentEvaluation(process.stderr),
  });
  const files = [
    ["evaluation", evaluationFile(checkpoint)],
    ...(checkpoint === "best" ? [["report    ", "report.html"]] : []),
  ];
  const lines = files.map(([name = "", file = ""]) => `${style("bold", name)}  ${join(directory, file)}\n`);
  const written = `\n${lines.join("")}`;
  const { deltaM, splits } = evaluation;
  const alone =
    adapted === undefined && deltaM === undefined && splits.test !== undefined && checkpoint === "best";
  const next = `${style("bold", "next")}        polyhead baselines ${directory}\n`;
  return { spec, evaluation, note: alone ? written + next : written };
}

async function ofFile(
  file: string,
  run: string | undefined,
  config: ModelConfig,
  { runs, split }: EvaluateFlags,
  signal: AbortSignal,
): Promise<Evaluated> {
  const { findRun } = await import("../find-run.ts");
  const { evaluateSplits, partingOf, presentEvaluation, readSummary } = await import("@polyhead/trainer");
  const { load } = await import("@polyhead/runtime");
  const { predictWith } = await import("../predict-with.ts");
  await using model = await load(file, { device: "cpu" });
  const { manifest: spec } = model;
  if (spec === undefined)
    throw new PolyheadError(
      "manifest-missing",
      `The model ${file} should have a Polyhead manifest, which says what its outputs mean; it has none.`,
      { details: { path: file } },
    );
  const parting = run === undefined ? undefined : partingOf(await readSummary(await findRun(run, runs)));
  const evaluation = await evaluateSplits(
    { spec, config, model: file, splits: splitsOf(split), signal, ...(parting && { parting }) },
    predictWith(model),
    presentEvaluation(process.stderr),
  );
  return { spec, evaluation, note: "" };
}

function splitsOf(split: Split | "all"): readonly Split[] | undefined {
  return split === "all" ? undefined : [split];
}
