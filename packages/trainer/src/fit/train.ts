import { PolyheadError, type ModelShape } from "@polyhead/spec";
import { messageOf } from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdir } from "node:fs/promises";
import { equal } from "../balancing/equal.ts";
import { randomSource } from "../data/random.ts";
import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend } from "../engine/choose-backend.ts";
import { buildModel } from "../model/build-model.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining } from "../model/training-options.ts";
import { readDataset } from "./dataset.ts";
import type { EpochRecord } from "./epoch-record.ts";
import type { TrainingEvent } from "./events.ts";
import { fit } from "./fit.ts";
import { fitSpec } from "./fit-spec.ts";
import { holdOut } from "./hold-out.ts";
import type { RunSummary } from "./run.ts";
import { trainingStep } from "./training-step.ts";

export interface TrainOptions {
  /** where the run's files go; made when missing */
  readonly directory: string;
  /** default: the best engine that starts */
  readonly backend?: BackendName;
  readonly onEvent?: (event: TrainingEvent) => void;
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
 * Writes into `directory`: `metrics.jsonl` (one `EpochRecord` a line), `best/` and `last/` (tfjs `model.json` and
 * `weights.bin`), `run.json` (a `RunSummary`) and `report.html`.
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
  await makeDirectory(directory);
  const choice = await chooseBackend(options.backend === undefined ? {} : { prefer: options.backend });
  onEvent({ type: "engine", choice });
  onEvent({ type: "reading", source: data.name });
  const training = await readDataset(config, data.train(), "training", signal);
  const test = data.test === undefined ? undefined : await readDataset(config, data.test(), "test", signal);
  const rows = holdOut(training.count, settings.validationSplit, settings.seed);
  const spec = fitSpec(config.name, config, training, rows.train);
  const random = randomSource(settings.seed, "weights");
  const model = buildModel(config, () => random.integer(2 ** 31));
  const balancing = config.balancing ?? equal();
  const step = trainingStep({
    model,
    spec,
    balancing,
    optimizer: settings.optimizer,
    seed: settings.seed,
  });
  try {
    return await fit({
      directory,
      settings,
      choice,
      spec,
      model,
      step,
      training,
      test,
      rows,
      onEvent,
      signal,
    });
  } finally {
    step.dispose();
  }
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
