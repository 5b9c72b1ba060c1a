import { PolyheadError, type ModelShape } from "@polyhead/spec";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkAugmentations } from "../augmentations/check-augmentations.ts";
import { equal } from "../balancing/losses/equal.ts";
import { isCombined } from "../data/combine.ts";
import { randomSource } from "../data/random.ts";
import type { BackendName } from "../engine/backend-candidate.ts";
import { singleTaskValidation } from "../evaluation/single-task-validation.ts";
import { buildModel } from "../model/build-model.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining, DELTA_M } from "../model/training-options.ts";
import type { EpochRecord } from "./epoch-record.ts";
import type { TrainingEvent } from "./events.ts";
import { fitSpec } from "./fit-spec.ts";
import { holdOut } from "./hold-out.ts";
import type { RunSummary } from "./run.ts";
import { startEngine, trainModel, withSplits } from "./start-run.ts";

export interface TrainOptions {
  /** where the run's files go; made when missing; a run that is there is replaced unless this one resumes it */
  readonly directory: string;
  /** default: the best engine that starts */
  readonly backend?: BackendName;
  readonly onEvent?: (event: TrainingEvent) => void;
  /**
   * Goes on from the newest whole checkpoint in `directory`, as if the run had never stopped: the same weights to the bit on
   * the same engine with as many threads; false by default.
   */
  readonly resume?: boolean;
  /** the earlier run whose single-task models `selectBy: "delta-m"` compares with; a resumed run knows them */
  readonly baselines?: string;
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
  checkAugmentations(settings.augment, config);
  const choice = await startEngine(options);
  return withSplits(config, data, options, async (splits) => {
    const rows = holdOut(Object.values(splits.counts), settings.validationSplit, settings.seed);
    const { spec, labelled } = await fitSpec(config.name, config, splits.training, rows.train);
    const random = randomSource(settings.seed, "weights");
    const model = buildModel({ ...config, inputs: spec.inputs }, () => random.integer(2 ** 31));
    const { balancing = equal(), sharing = hardSharing() } = config;
    const { training } = splits;
    const sampling = isCombined(data) ? data.sampling : undefined;
    const started = { config, spec, settings, training, sampling };
    const singleTask =
      settings.selectBy === DELTA_M && options.resume !== true
        ? await singleTaskValidation(options.baselines, started)
        : undefined;
    const ready = { spec, labelled, model, balancing, sharing, settings, singleTask };
    return trainModel(ready, splits, rows, { data, choice, options });
  });
}
