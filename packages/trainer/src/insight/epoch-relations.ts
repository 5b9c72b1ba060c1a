import { dispose } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { rowsFrom, shuffled } from "../data/row-set.ts";
import { tensorsOf, toBatch } from "../fit/batch.ts";
import type { Dataset } from "../fit/dataset.ts";
import type { TrainingRows } from "../fit/hold-out.ts";
import { SHARED } from "../fit/rates.ts";
import type { TrainingSettings } from "../model/training-options.ts";
import { taskRelations, type TaskRelations } from "./task-relations.ts";

/** Examples of the batch at most: enough to tell how tasks relate, in the time of a few steps. */
const LARGEST_BATCH = 64;

export interface EpochRelationsOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly training: Dataset;
  readonly rows: TrainingRows;
  readonly settings: TrainingSettings;
}

/**
 * Measures how tasks relate on one batch that was trained on, the same after every epoch, with steps as long as the
 * optimizer's own learning rate makes them, whatever the schedule.
 *
 * @returns undefined where it is turned off, or where tasks share no variable that is trained
 */
export async function epochRelations(options: EpochRelationsOptions): Promise<TaskRelations | undefined> {
  const { model, spec, training, rows, settings } = options;
  const tasks = Object.keys(spec.tasks).length;
  if (!settings.insight || tasks < 2 || settings.rates[SHARED] === 0) return undefined;
  const order = shuffled(rows.sample, settings.seed, "insight");
  const size = Math.min(settings.batchSize, LARGEST_BATCH);
  const batch = toBatch(spec, training, await training.read(rowsFrom(order, 0, size)));
  try {
    return await taskRelations({ model, spec, batch, learningRate: settings.optimizer.learningRate });
  } finally {
    dispose(tensorsOf(batch));
  }
}
