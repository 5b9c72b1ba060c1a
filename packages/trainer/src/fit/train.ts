import { PolyheadError, type ModelShape } from "@polyhead/spec";
import { messageOf } from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdir } from "node:fs/promises";
import { checkAugmentations } from "../augmentations/check-augmentations.ts";
import { equal } from "../balancing/losses/equal.ts";
import { isCombined } from "../data/combine.ts";
import { randomSource } from "../data/random.ts";
import type { Source } from "../data/source.ts";
import { skippedRows } from "../data/table/bad-rows.ts";
import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend, type BackendChoice } from "../engine/choose-backend.ts";
import { buildModel } from "../model/build-model.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining, type TrainingSettings } from "../model/training-options.ts";
import type { EpochRecord } from "./epoch-record.ts";
import type { TrainingEvent } from "./events.ts";
import { newestCheckpoint } from "./checkpoints.ts";
import { fit, type FitOptions } from "./fit.ts";
import { fitSpec } from "./fit-spec.ts";
import { holdOut, type TrainingRows } from "./hold-out.ts";
import { labelCounts } from "./label-counts.ts";
import { readSplits, type Splits } from "./read-splits.ts";
import { restoreWeights } from "./checkpoint.ts";
import { runIdentity } from "./run-identity.ts";
import type { TrainingState } from "./training-state.ts";
import type { RunSummary } from "./run.ts";
import { trainingStep } from "./training-step.ts";

export interface TrainOptions {
  /** where the run's files go; made when missing */
  readonly directory: string;
  /** default: the best engine that starts */
  readonly backend?: BackendName;
  readonly onEvent?: (event: TrainingEvent) => void;
  /**
   * Goes on from the newest whole checkpoint in `directory`, as if the run had never stopped: the same weights to the bit on
   * the same engine with as many threads; false by default.
   */
  readonly resume?: boolean;
  /**
   * Ends the run after the current step: it saves, and returns with `summary.interrupted`; while data is still being
   * read, `train` throws `interrupted`.
   */
  readonly signal?: AbortSignal;
}

/** A finished run. */
export interface TrainingRun {
  readonly directory: string;
  /** path of the HTML report */
  readonly report: string;
  readonly summary: RunSummary;
  readonly history: readonly EpochRecord[];
  /** with the best epoch's weights */
  readonly model: LayersModel;
}

/**
 * Trains a config: all parameters, heads included, on the balanced sum of every task's loss.
 *
 * Writes into `directory`: `metrics.jsonl` (one `EpochRecord` a line), `best/` (tfjs `model.json` and `weights.bin`),
 * `checkpoints/` (the newest two, which `resume` goes on from), `run.json` (a `RunSummary`), `evaluation.json` (an `Evaluation`),
 * `insight.json` (an `Insight`), `tensorboard/` (each epoch's figures) and `report.html`.
 *
 * @throws PolyheadError `config-invalid`, `data-invalid`, `data-missing`, `device-unavailable`, `file-unwritable`, `interrupted`, or
 *   `training-diverged` when the objective is no longer a number (what was saved before stays)
 */
export async function train<I extends ModelShape["inputs"], T extends ModelShape["tasks"]>(
  config: ModelConfig<I, T>,
  options: TrainOptions,
): Promise<TrainingRun> {
  const { data } = config;
  if (data === undefined) {
    throw new PolyheadError(
      "config-invalid",
      `Model "${config.name}" should have \`data\` to train on; it has none.`,
    );
  }
  const settings = checkTraining(config.training ?? {});
  const { directory, signal, onEvent = (): void => undefined } = options;
  checkAugmentations(settings.augment, config);
  await makeDirectory(directory);
  const choice = await chooseBackend(options.backend === undefined ? {} : { prefer: options.backend });
  onEvent({ type: "engine", choice });
  onEvent({ type: "reading", source: data.name });
  const splits = await readSplits(config, data, directory, signal);
  try {
    for (const rows of skippedRows(data)) onEvent({ type: "skipped", rows });
    return await trainOn(splits, { config, data, settings, choice, options });
  } finally {
    splits.close();
  }
}

async function trainOn(
  { training, test, counts }: Splits,
  run: {
    readonly config: ModelConfig;
    readonly data: Source;
    readonly settings: TrainingSettings;
    readonly choice: BackendChoice;
    readonly options: TrainOptions;
  },
): Promise<TrainingRun> {
  const { config, data, settings, choice, options } = run;
  const { directory, signal, onEvent = (): void => undefined } = options;
  const rows = holdOut(Object.values(counts), settings.validationSplit, settings.seed);
  const { spec, labelled } = await fitSpec(config.name, config, training, rows.train);
  const sampling = isCombined(data) ? data.sampling : undefined;
  const random = randomSource(settings.seed, "weights");
  const model = buildModel({ ...config, inputs: spec.inputs }, () => random.integer(2 ** 31));
  const balancing = config.balancing ?? equal();
  const sharing = config.sharing ?? hardSharing();
  const step = trainingStep({
    model,
    spec,
    balancing,
    optimizer: settings.optimizer,
    clipNorm: settings.clipNorm,
    accumulate: settings.accumulate,
    rates: settings.rates,
    seed: settings.seed,
    penalty: sharing.penalty?.(model, Object.keys(spec.tasks)),
  });
  const schedule = settings.schedule.create();
  const identity = runIdentity({ model, spec, training, balancing, sharing, settings, sampling });
  try {
    const resumed =
      options.resume === true ? await resume(options, { model, step, identity, schedule }) : undefined;
    return await fit({
      directory,
      identity,
      schedule,
      resumed,
      settings,
      choice,
      spec,
      model,
      sharing,
      step,
      training,
      test,
      rows,
      labels: labelCounts(training, labelled, test),
      sources: sampling && sourceCounts(counts, rows),
      sampling,
      onEvent,
      signal,
    });
  } finally {
    step.dispose();
  }
}

/** Rows trained on and held out, by source. */
function sourceCounts(
  counts: Splits["counts"],
  { sources }: TrainingRows,
): Record<string, { readonly train: number; readonly validation: number }> {
  const parted = Object.entries(counts).map(([name, count], source) => {
    const train = sources[source]!.count;
    return [name, { train, validation: count - train }] as const;
  });
  return Object.fromEntries(parted);
}

/** Brings model and step to where the run's newest whole checkpoint was. */
async function resume(
  { directory, onEvent }: TrainOptions,
  { model, step, identity, schedule }: Pick<FitOptions, "model" | "step" | "identity" | "schedule">,
): Promise<TrainingState> {
  const checkpoint = await newestCheckpoint(directory, (damaged, reason) =>
    onEvent?.({ type: "damaged", directory: damaged, reason }),
  );
  if (checkpoint === undefined)
    throw new PolyheadError(
      "file-missing",
      `Resuming needs a checkpoint in ${directory}; there is none that is whole. Train anew.`,
      { details: { path: directory } },
    );
  const { state } = checkpoint;
  const others = Object.keys(identity).filter((part) => identity[part] !== state.identity[part]);
  if (others.length > 0)
    throw new PolyheadError(
      "config-invalid",
      `Resuming needs the config that the run in ${directory} was started with; ${others.join(" and ")} differ. Put the config back, or start a new run.`,
      { details: { path: directory, differences: others } },
    );
  await restoreWeights(model, checkpoint.directory);
  await step.restore(state.step);
  schedule.restore(state.schedule);
  onEvent?.({ type: "resumed", directory: checkpoint.directory, epoch: state.epoch, done: state.done });
  return state;
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new PolyheadError(
      "file-unwritable",
      `The run's directory ${path} cannot be made (${messageOf(cause)}).`,
      {
        cause,
        details: { path },
      },
    );
  }
}
