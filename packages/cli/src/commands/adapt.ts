import { PolyheadError } from "@polyhead/spec";
import type { BackendName, TrainingRun } from "@polyhead/trainer";
import { InvalidArgumentError, Option, type Command } from "commander";
import { join } from "node:path";
import { ADAPTED_KINDS, type TaskFlags } from "../adapt/adapted-kinds.ts";
import { BACKENDS } from "../backend-names.ts";
import { exitCodes } from "../exit-code.ts";
import { integer } from "../integer-option.ts";
import { interruptSignal } from "../interrupt.ts";
import { makeRunDirectory, removeIfEmpty } from "../run-directory.ts";
import { metricsTable } from "../terminal/metrics-table.ts";
import { style } from "../terminal/style.ts";

const HELP = `
The new run has the old tasks and the new one. Its trained weights are frozen, so that the model predicts the old tasks to the bit
as before; the new head reads the features of all layers, and its weights are found with a penalty that cross-validation
chooses. With --trunk-rate, all weights are then trained on, those of the run this many times as fast as the new head's, and
columns with labels of old tasks are learned from, too. Start without it: from few examples it seldom helps, and old tasks whose
labels are not there may get worse.

Files of rows are .csv, .tsv, .jsonl (each also .gz) and .parquet, with the columns that the model reads; what kind of task a column is
told by its values. A folder of pictures has a folder a class. A config has the old tasks, the new ones, of any kind, and their
data; with it, \`polyhead evaluate --config\` measures the new run on held-out examples.

Ctrl-C saves where tuning stands and ends with exit code 130; --resume goes on.

Examples:
  $ polyhead adapt churn.csv --task churned                     the newest run in runs/
  $ polyhead adapt birds/ --task species shapes-20250131-120000
  $ polyhead adapt notes.jsonl --task urgency --kind classification --classes low,high
  $ polyhead adapt more.config.ts --trunk-rate 0.1
`;

interface AdaptFlags extends TaskFlags {
  readonly out: string;
  readonly backend?: BackendName;
  readonly epochs?: number;
  readonly seed?: number;
  readonly resume?: string | true;
}

export function addAdapt(program: Command): void {
  program
    .command("adapt")
    .argument("<data>", "a file of rows, a folder of pictures, or a config")
    .argument("[run]", "directory of a run, or its name under --out (default: the newest)")
    .description("add a task to a trained run from few examples")
    .option("-t, --task <name>", "the new task: the column of its labels")
    .addOption(
      new Option(
        "--kind <kind>",
        "what kind of task it is (default: as its labels are); others by a config",
      ).choices(ADAPTED_KINDS),
    )
    .option(
      "--classes <names>",
      "its classes, separated by commas, of two the negative one first (default: those of the data)",
      names,
    )
    .option("--unit <unit>", "what a regression is in, such as years")
    .option("--trunk-rate <factor>", "how fast trained weights learn, against the new head's", factor, 0)
    .option("-o, --out <directory>", "where runs are, and the new one goes", "runs")
    .addOption(
      new Option("-b, --backend <name>", "the engine (default: the best that starts)").choices(BACKENDS),
    )
    .option("-e, --epochs <n>", "passes over the data, with --trunk-rate (default: 20)", integer(1))
    .option("-s, --seed <n>", "shuffling and folds (default: 0, or the config's)", integer(0))
    .option("-r, --resume [run]", "go on with a run (default: the newest) that was stopped")
    .addHelpText("after", HELP)
    .action(adaptCommand);
}

async function adaptCommand(data: string, run: string | undefined, flags: AdaptFlags): Promise<void> {
  const signal = interruptSignal();
  const { readAdaptation } = await import("../adapt/adaptation.ts");
  const { adapt, presentTraining, readSummary } = await import("@polyhead/trainer");
  const { out, trunkRate, backend, epochs, seed } = flags;
  if (epochs !== undefined && trunkRate === 0)
    throw new PolyheadError(
      "usage",
      "--epochs is for tuning: without --trunk-rate there are no epochs. Give --trunk-rate, such as 0.1, or leave it out.",
    );
  const resumed = await resumedRun(flags);
  const base = await baseOf(run, resumed, out);
  const { spec } = await readSummary(base);
  const config = await readAdaptation(data, spec, flags);
  const overrides = { ...(epochs !== undefined && { epochs }), ...(seed !== undefined && { seed }) };
  const directory = resumed ?? (await makeRunDirectory(out, spec.name));
  const options = { directory, trunkRate, signal, resume: resumed !== undefined };
  try {
    const training = { ...config.training, ...overrides };
    const onEvent = presentTraining(process.stderr);
    printRun(
      await adapt(base, { ...config, training }, { ...options, onEvent, ...(backend && { backend }) }),
    );
  } catch (error) {
    await removeIfEmpty(directory);
    throw error;
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

async function resumedRun({ resume, out }: AdaptFlags): Promise<string | undefined> {
  const { findRun } = await import("../find-run.ts");
  const { latestResumableRun } = await import("@polyhead/trainer");
  if (resume === undefined) return undefined;
  return resume === true ? latestResumableRun(out) : findRun(resume, out);
}

/** The run to adapt: the one that was named, else the one that the resumed run says it adapts, else the newest. */
async function baseOf(run: string | undefined, resumed: string | undefined, out: string): Promise<string> {
  const { findRun } = await import("../find-run.ts");
  const { readSummary } = await import("@polyhead/trainer");
  if (run !== undefined || resumed === undefined) return findRun(run, out);
  const adapted = await readSummary(resumed).then(
    (summary) => summary.adapted,
    () => undefined, // killed before it wrote one
  );
  return adapted === undefined ? findRun(run, out) : join(resumed, adapted.run);
}

function printRun(run: TrainingRun): void {
  const { directory, report, summary } = run;
  const { average, spec, metrics } = summary;
  process.stdout.write(`\n${metricsTable(spec, metrics, average)}\n${style("dim", statusOf(run))}\n`);
  process.stdout.write(`${style("bold", "run")}     ${directory}\n`);
  process.stdout.write(`${style("bold", "report")}  ${report}\n`);
  process.stdout.write(`${style("bold", "next")}    polyhead export ${directory}\n`);
}

/** What the figures are of. */
function statusOf({ directory, summary }: TrainingRun): string {
  const { adapted, examples, metrics, bestEpoch, epochs, interrupted } = summary;
  if (adapted?.trunkRate !== 0)
    return `${interrupted ? "interrupted; " : ""}best epoch: ${bestEpoch} of ${epochs}`;
  const crossValidated =
    examples["validation"] === 0 && adapted.tasks.some((task) => metrics["validation"]?.[task] !== undefined);
  return `figures of other tasks are those of ${join(directory, adapted.run)}${crossValidated ? `; validation of ${adapted.tasks.join(", ")} is cross-validation` : ""}`;
}

function names(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

function factor(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It should be a number, 0 or more.");
}
