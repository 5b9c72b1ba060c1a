import { PolyheadError, type FittedSpec, type ModelShape } from "@polyhead/spec";
import { relative, resolve } from "node:path";
import { checkAugmentations } from "../augmentations/check-augmentations.ts";
import { fixedWeights } from "../balancing/losses/fixed-weights.ts";
import { randomSource } from "../data/random.ts";
import type { RowSet } from "../data/row-set.ts";
import type { Source } from "../data/source.ts";
import type { Dataset } from "../fit/dataset.ts";
import type { Metrics } from "../fit/evaluate.ts";
import { fitSpec, type Fitted } from "../fit/fit-spec.ts";
import { holdOut } from "../fit/hold-out.ts";
import { SHARED } from "../fit/rates.ts";
import { loadRun, type RunSummary } from "../fit/run.ts";
import { startEngine, trainModel, withSplits } from "../fit/start-run.ts";
import type { TrainingRun, TrainOptions } from "../fit/train.ts";
import { zeroOrMore } from "../model/check-option.ts";
import {
  AVERAGE,
  checkTraining,
  DELTA_M,
  type TrainingOptions,
  type TrainingSettings,
} from "../model/training-options.ts";
import { adaptedSharing } from "./adapted-sharing.ts";
import type { KnownMetrics } from "./adapted-run.ts";
import { addHeads, type WithHeads } from "./add-heads.ts";
import { fitHead, type HeadFit, type HeadsOptions } from "./fit-head.ts";
import { labelledAmong } from "./labelled-rows.ts";
import { newTasks } from "./new-tasks.ts";

/** What a trained model is adapted to; a model's config is one. */
export interface AdaptConfig {
  /** the new tasks; those of the run may be among them, as it has them */
  readonly tasks: ModelShape["tasks"];
  /** if given, they are checked against the run's */
  readonly inputs?: ModelShape["inputs"];
  /** examples with labels of the new tasks, and of others where there are any */
  readonly data?: Source;
  /**
   * `seed`, `validationSplit` (0 by default here) and `insight`; where the run's weights are tuned, all others too: 20
   * epochs of batches of 16 by default, `rates` being set by `trunkRate`
   */
  readonly training?: TrainingOptions;
}

export interface AdaptOptions extends TrainOptions {
  /**
   * What the learning rate is multiplied by for the run's weights, which then are trained on with the new heads; 0, the
   * default, freezes them: the model's outputs for its old tasks stay the same to the bit.
   */
  readonly trunkRate?: number;
}

/**
 * Adds tasks to a trained model from few examples: new heads on the features that its heads read.
 *
 * The heads' weights are found on frozen features, with a penalty chosen by cross-validation. With a `trunkRate`, all weights
 * are then trained on from there (Kumar, Raghunathan, Jones, Ma, Liang 2022, "Fine-Tuning can Distort Pretrained Features and
 * Underperform Out-of-Distribution": probe first, tune then). Batch normalization and dropout of the run's layers are as in
 * prediction throughout.
 *
 * Writes a run into `directory`, like `train`. Metrics of the old tasks are kept while their outputs are; validation metrics of new
 * ones are cross-validated where nothing else is held out.
 *
 * @param base the directory of the run; its best epoch's weights are taken
 * @throws PolyheadError `config-invalid` where no task is new or a name is taken; `data-invalid`, also for a new task whose
 *   labels do not differ; and what `train` throws
 */
export async function adapt(base: string, config: AdaptConfig, options: AdaptOptions): Promise<TrainingRun> {
  const trunkRate = zeroOrMore("adapt({ trunkRate })", options.trunkRate ?? 0);
  if (resolve(base) === resolve(options.directory))
    throw new PolyheadError(
      "config-invalid",
      `adapt({ directory }) should be another one than that of the run that is adapted; received ${base} for both.`,
      { details: { received: base } },
    );
  const choice = await startEngine(options);
  const { summary, model: trained } = await loadRun(base);
  const before = Object.keys(summary.spec.tasks);
  const tasks = newTasks(summary.spec, config, base);
  const settings = settingsOf(config, before, Object.keys(tasks), trunkRate);
  const data = dataOf(config, tasks);
  checkAugmentations(settings.augment, summary.spec);
  const shape: ModelShape = { inputs: summary.spec.inputs, tasks: { ...summary.spec.tasks, ...tasks } };
  return withSplits(shape, data, options, async (splits) => {
    const rows = holdOut(Object.values(splits.counts), settings.validationSplit, settings.seed);
    const { spec, labelled } = await extendSpec(summary.spec, tasks, splits.training, rows.train);
    const random = randomSource(settings.seed, "weights");
    const added = addHeads(trained, before, tasks, () => random.integer(2 ** 31));
    const { model } = added;
    const examples = { model, spec, dataset: splits.training, rows: rows.train, seed: settings.seed };
    const fits = await fitHeads({ ...examples, signal: options.signal }, added, options.onEvent);
    const from = { run: relative(options.directory, base), tasks: Object.keys(tasks), trunkRate };
    const ready = {
      spec,
      labelled,
      model,
      balancing: fixedWeights(weightsOf(labelled)),
      sharing: adaptedSharing(added.parts, trunkRate),
      settings,
      adapted: from,
      known: trunkRate === 0 ? knownMetrics(summary, rows.validation.count === 0 ? fits : []) : {},
    };
    return trainModel(ready, splits, rows, { data, choice, options });
  });
}

async function fitHeads(
  examples: HeadsOptions,
  added: WithHeads,
  onEvent: AdaptOptions["onEvent"],
): Promise<readonly HeadFit[]> {
  const fits: HeadFit[] = [];
  for (const [task, parts] of Object.entries(added.parts)) {
    onEvent?.({ type: "fitting", task });
    const found = await fitHead(examples, task, parts);
    onEvent?.({ type: "head", ...found });
    fits.push(found);
  }
  return fits;
}

const TUNED = { epochs: 20, batchSize: 16 };

function settingsOf(
  { training = {} }: AdaptConfig,
  trained: readonly string[],
  added: readonly string[],
  trunkRate: number,
): TrainingSettings {
  const before = [SHARED, ...trained].map((key): [string, number] => [key, trunkRate]);
  const [only] = added;
  const selectBy = only !== undefined && added.length === 1 ? { selectBy: only } : {};
  if (training.selectBy === DELTA_M)
    throw new PolyheadError(
      "config-invalid",
      `adapt({ training.selectBy }) should be "${AVERAGE}" or a task; there are no single-task models to compare an adapted run with. Received "${DELTA_M}".`,
      { details: { received: DELTA_M } },
    );
  const settings = checkTraining({
    ...TUNED,
    ...selectBy,
    validationSplit: 0,
    ...training,
    rates: Object.fromEntries(before),
  });
  return trunkRate === 0 ? { ...settings, epochs: 0 } : settings;
}

function dataOf({ data }: AdaptConfig, tasks: ModelShape["tasks"]): Source {
  if (data !== undefined) return data;
  const names = Object.keys(tasks).join(", ");
  throw new PolyheadError(
    "config-invalid",
    `Adapting needs \`data\` with labels of ${names}; there is none. Add it to the config.`,
    { details: { tasks: Object.keys(tasks) } },
  );
}

/** What was fitted before stays; new tasks are fitted on the rows trained on. */
async function extendSpec(
  spec: FittedSpec,
  tasks: ModelShape["tasks"],
  training: Dataset,
  rows: RowSet,
): Promise<Fitted> {
  const fitted = await fitSpec(spec.name, { inputs: {}, tasks }, training, rows);
  const before = await labelledAmong(training, rows, Object.keys(spec.tasks));
  return {
    spec: { ...spec, tasks: { ...spec.tasks, ...fitted.spec.tasks } },
    labelled: { ...before, ...fitted.labelled },
  };
}

/** A task without any label has no say. */
function weightsOf(labelled: Fitted["labelled"]): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(labelled).map(([task, count]) => [task, Number(count > 0)]));
}

/** Of the old tasks, as the run measured them; of the new ones, as cross-validation did. */
function knownMetrics({ metrics }: Pick<RunSummary, "metrics">, fits: readonly HeadFit[]): KnownMetrics {
  const validation: Metrics = {
    ...metrics["validation"],
    ...Object.fromEntries(fits.flatMap(({ task, metrics: own }) => (own ? [[task, own]] : []))),
  };
  return Object.keys(validation).length === 0 ? metrics : { ...metrics, validation };
}
