import type { FittedSpec, ModelShape } from "@polyhead/spec";
import { messageOf, PolyheadError } from "@polyhead/spec";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdir } from "node:fs/promises";
import type { Balancing } from "../balancing/balancing.ts";
import { isCombined } from "../data/combine.ts";
import type { Source } from "../data/source.ts";
import { skippedRows } from "../data/table/bad-rows.ts";
import { chooseBackend, type BackendChoice } from "../engine/choose-backend.ts";
import type { BuiltSharing } from "../model/sharing/sharing.ts";
import type { TrainingSettings } from "../model/training-options.ts";
import { restoreWeights } from "./checkpoint.ts";
import { newestCheckpoint, newestCheckpointDirectory } from "./checkpoints.ts";
import { removeEarlierRun } from "./earlier-run.ts";
import { fit, type FitOptions } from "./fit.ts";
import type { TrainingRows } from "./hold-out.ts";
import { labelCounts } from "./label-counts.ts";
import { readSplits, type Splits } from "./read-splits.ts";
import { runIdentity } from "./run-identity.ts";
import { lockRun } from "./run-lock.ts";
import type { TrainingRun, TrainOptions } from "./train.ts";
import type { TrainingState } from "./training-state.ts";
import { trainingStep } from "./training-step.ts";

/**
 * Makes a run's directory and starts its engine.
 *
 * @throws PolyheadError `file-missing` where there is nothing to resume, `file-unwritable` or `device-unavailable`
 */
export async function startEngine({
  directory,
  backend,
  resume: resuming,
  onEvent,
}: TrainOptions): Promise<BackendChoice> {
  if (resuming === true && (await newestCheckpointDirectory(directory)) === undefined)
    throw nothingToResume(directory);
  await makeDirectory(directory);
  const choice = await chooseBackend(backend === undefined ? {} : { prefer: backend });
  onEvent?.({ type: "engine", choice });
  return choice;
}

/**
 * Reads a source for as long as a run takes, which has its directory for itself.
 *
 * @throws PolyheadError what reading throws; `file-unwritable` where another training is at work in the directory
 */
export async function withSplits<Result>(
  shape: ModelShape,
  data: Source,
  { directory, signal, onEvent }: TrainOptions,
  use: (splits: Splits) => Promise<Result>,
): Promise<Result> {
  const unlock = await lockRun(directory);
  try {
    onEvent?.({ type: "reading", source: data.name });
    const splits = await readSplits(shape, data, directory, signal);
    try {
      for (const rows of skippedRows(data)) onEvent?.({ type: "skipped", rows });
      return await use(splits);
    } finally {
      splits.close();
    }
  } finally {
    await unlock();
  }
}

/** A model with its first weights, and how they are to be trained. */
export interface ReadyModel extends Pick<FitOptions, "adapted" | "known" | "singleTask"> {
  readonly spec: FittedSpec;
  /** how many of the rows trained on have a label, by task */
  readonly labelled: Readonly<Record<string, number>>;
  readonly model: LayersModel;
  readonly balancing: Balancing;
  readonly sharing: BuiltSharing;
  readonly settings: TrainingSettings;
}

/** Trains a model, or goes on where its run was stopped. */
export async function trainModel(
  ready: ReadyModel,
  { training, test, counts }: Splits,
  rows: TrainingRows,
  run: { readonly data: Source; readonly choice: BackendChoice; readonly options: TrainOptions },
): Promise<TrainingRun> {
  const { spec, labelled, model, balancing, sharing, settings } = ready;
  const { directory, signal, resume: resuming, onEvent = (): void => undefined } = run.options;
  const sampling = isCombined(run.data) ? run.data.sampling : undefined;
  const { optimizer, clipNorm, accumulate, rates, seed } = settings;
  const penalty = penaltyOf(ready);
  const step = trainingStep({
    model,
    spec,
    balancing,
    optimizer,
    clipNorm,
    accumulate,
    rates,
    seed,
    penalty,
  });
  const schedule = settings.schedule.create();
  const identity = runIdentity({ model, spec, training, balancing, sharing, settings, sampling });
  try {
    const parts = { model, step, identity, schedule };
    const resumed = resuming === true ? await resume(run.options, parts) : undefined;
    if (resumed === undefined) await removeEarlierRun(directory);
    return await fit({
      ...ready,
      ...parts,
      singleTask: resumed === undefined ? ready.singleTask : resumed.singleTask,
      directory,
      resumed,
      choice: run.choice,
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

function penaltyOf({
  sharing,
  model,
  spec,
}: ReadyModel): ((inputs: readonly Tensor[]) => Scalar) | undefined {
  return sharing.penalty?.(model, Object.keys(spec.tasks));
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
  if (checkpoint === undefined) throw nothingToResume(directory);
  const { state } = checkpoint;
  const changed = Object.keys(identity).filter((part) => identity[part] !== state.identity[part]);
  // What was learned of other rows differs with them.
  const others = changed.filter((part) => part !== "rows" || !changed.includes("data"));
  if (others.length > 0)
    throw new PolyheadError(
      "config-invalid",
      `Resuming needs the config and the data that the run in ${directory} was started with; ${others.join(" and ")} differ. Put them back, with flags such as --seed if there were any, or start a new run.`,
      { details: { path: directory, differences: others } },
    );
  await restoreWeights(model, checkpoint.directory);
  await step.restore(state.step);
  schedule.restore(state.schedule);
  onEvent?.({ type: "resumed", directory: checkpoint.directory, epoch: state.epoch, done: state.done });
  return state;
}

function nothingToResume(directory: string): PolyheadError {
  return new PolyheadError(
    "file-missing",
    `Resuming needs a checkpoint in ${directory}; there is none that is whole. Train anew.`,
    { details: { path: directory } },
  );
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
