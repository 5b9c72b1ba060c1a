import type { BackendName } from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { join } from "node:path";
import { BACKENDS } from "../backend-names.ts";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { integer } from "../integer-option.ts";
import { interruptSignal } from "../interrupt.ts";
import { deltaTable } from "../terminal/delta-table.ts";
import { style } from "../terminal/style.ts";

/** Most seeds that are trained with. */
const MAX_SEEDS = 100;

const HELP = `
Each task gets a model of its own: the run's inputs, trunk, data, split, optimizer, schedule, epochs and seed, and nothing
else to predict. All best epochs are chosen on validation, and all models compared on test: Δm is the mean over tasks of how
much better the run is, in percent, by a metric of its kind: accuracy or AUROC (higher is better), MAE (lower is better), ….

Models go into baselines/ of the run. Ctrl-C saves; started again, the command keeps what is finished and goes on.

Examples:
  $ polyhead baselines                     for the newest run in runs/
  $ polyhead baselines --seeds 3           three models a task, for mean ± standard deviation
`;

interface BaselinesFlags {
  readonly config: string;
  readonly seeds: number;
  readonly backend?: BackendName;
  readonly runs: string;
  readonly json?: true;
}

export function addBaselines(program: Command): void {
  program
    .command("baselines")
    .argument("[run]", "directory of a run, or its name under --runs (default: the newest)")
    .description("train a model for each task alone, and compare a run with them (Δm)")
    .option("-c, --config <file>", "what the run was trained with", DEFAULT_CONFIG)
    .option("--seeds <n>", "models a task: the run's seed and those after it", integer(1, MAX_SEEDS), 1)
    .addOption(
      new Option("-b, --backend <name>", "the engine (default: the best that starts)").choices(BACKENDS),
    )
    .option("--runs <directory>", "where runs are", "runs")
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action(baselinesCommand);
}

async function baselinesCommand(run: string | undefined, flags: BaselinesFlags): Promise<void> {
  const signal = interruptSignal();
  const { findRun } = await import("../find-run.ts");
  const { loadConfig } = await import("../load-config.ts");
  const { presentBaselines, trainBaselines } = await import("@polyhead/trainer");
  const directory = await findRun(run, flags.runs);
  const config = await loadConfig(flags.config);
  const { seeds, backend } = flags;
  const baselines = await trainBaselines(directory, config, {
    seeds,
    backend,
    signal,
    onEvent: presentBaselines(process.stderr),
  });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(baselines, null, 2)}\n`);
  else {
    process.stdout.write(`\n${deltaTable(baselines.deltaM)}`);
    process.stdout.write(`\n${style("bold", "baselines")}  ${join(directory, "baselines.json")}\n`);
  }
}
