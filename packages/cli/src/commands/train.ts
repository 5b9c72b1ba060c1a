import type { BackendName, BadRowPolicy, ModelConfig, TrainingRun } from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { BACKENDS } from "../backend-names.ts";
import { badRowOption } from "../bad-row-option.ts";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { exitCodes } from "../exit-code.ts";
import { integer } from "../integer-option.ts";
import { interruptSignal } from "../interrupt.ts";
import { makeRunDirectory, removeIfEmpty } from "../run-directory.ts";
import { metricsTable } from "../terminal/metrics-table.ts";
import { style } from "../terminal/style.ts";

/** The trainer's word for choosing the best epoch by Δm. */
const DELTA_M = "delta-m";

const HELP = `
Ctrl-C saves where training stands, writes the report and ends with exit code 130; a second one ends at once. A run that was
stopped, or killed, goes on with --resume as if it never had been: the same weights, to the bit, on the same engine.

Examples:
  $ polyhead train
  $ polyhead train --epochs 2 --backend wasm
  $ polyhead train --resume
  $ polyhead train --balancing nash-mtl --sharing mmoe
  $ polyhead train --baselines runs/first    when \`polyhead baselines runs/first\` has trained them
  $ polyhead train --config models/census.config.ts --out /data/runs
`;

interface TrainFlags {
  readonly config: string;
  readonly out: string;
  readonly backend?: BackendName;
  readonly epochs?: number;
  readonly seed?: number;
  readonly balancing?: string;
  readonly sharing?: string;
  readonly resume?: string | true;
  readonly baselines?: string;
  readonly onBadRow?: BadRowPolicy;
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("train the model of a config, into runs/<id>/")
    .option("-c, --config <file>", "what to train", DEFAULT_CONFIG)
    .option("-o, --out <directory>", "where runs go", "runs")
    .addOption(
      new Option("-b, --backend <name>", "the engine (default: the best that starts)").choices(BACKENDS),
    )
    .option("-e, --epochs <n>", "passes over the data, instead of the config's", integer(1))
    .option("-s, --seed <n>", "first weights and shuffling, instead of the config's", integer(0))
    .option("--balancing <method>", "how tasks are balanced, by the method's name, instead of the config's")
    .option("--sharing <kind>", "how tasks share the trunk, by the way's name, instead of the config's")
    .option("-r, --resume [run]", "go on with a run (default: the newest) from its last checkpoint")
    .option("--baselines <run>", "choose the best epoch by Δm, the gain over that run's single-task models")
    .addOption(badRowOption())
    .addHelpText("after", HELP)
    .action(trainCommand);
}

async function trainCommand(flags: TrainFlags): Promise<void> {
  const signal = interruptSignal();
  const { loadConfig } = await import("../load-config.ts");
  const {
    architecture,
    balancingMethod,
    latestResumableRun,
    latestRunWithBaselines,
    presentTraining,
    train,
  } = await import("@polyhead/trainer");
  const named = {
    ...(flags.balancing !== undefined && { balancing: balancingMethod(flags.balancing) }),
    ...(flags.sharing !== undefined && { sharing: architecture(flags.sharing) }),
  };
  const { findRun } = await import("../find-run.ts");
  const { overrideBadRows } = await import("../override-bad-rows.ts");
  const loaded = overrideBadRows(await loadConfig(flags.config), flags.onBadRow);
  const config = { ...withOverrides(loaded, flags), ...named };
  const { backend, out, resume } = flags;
  const { selectBy } = config.training ?? {};
  const baselines =
    flags.baselines === undefined
      ? selectBy === DELTA_M && (await latestRunWithBaselines(out, config.name))
      : await findRun(flags.baselines, out);
  const resumed = resume === true ? await latestResumableRun(out) : resume && (await findRun(resume, out));
  const directory = resumed ?? (await makeRunDirectory(out, config.name));
  try {
    const onEvent = presentTraining(process.stderr);
    const options = { directory, resume: resumed !== undefined, onEvent, signal };
    printRun(
      await train(config, { ...options, ...(backend && { backend }), ...(baselines && { baselines }) }),
    );
  } catch (error) {
    await removeIfEmpty(directory);
    throw error;
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

function withOverrides(config: ModelConfig, { epochs, seed, baselines }: TrainFlags): ModelConfig {
  return {
    ...config,
    training: {
      ...config.training,
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
      ...(baselines !== undefined && { selectBy: DELTA_M }),
    },
  };
}

function printRun({ directory, report, summary }: TrainingRun): void {
  const { average, spec, metrics, bestEpoch, epochs, interrupted } = summary;
  const which = bestEpoch === 0 ? "no epoch was finished" : `best epoch: ${bestEpoch} of ${epochs}`;
  const status = interrupted ? `interrupted; ${which}` : which;
  process.stdout.write(`\n${metricsTable(spec, metrics, average)}\n${style("dim", status)}\n`);
  process.stdout.write(`${style("bold", "run")}     ${directory}\n`);
  process.stdout.write(`${style("bold", "report")}  ${report}\n`);
  process.stdout.write(`${style("bold", "next")}    polyhead export ${directory}\n`);
}
