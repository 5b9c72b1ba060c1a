import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { join } from "node:path";
import type { BackendChoice } from "../engine/choose-backend.ts";
import { startDropout } from "../model/layers/seeded-dropout.ts";
import type { BuiltSharing } from "../model/sharing/sharing.ts";
import { withKnownMetrics, type AdaptedFrom, type KnownMetrics } from "../adapt/adapted-run.ts";
import { AVERAGE, DELTA_M, type TrainingSettings } from "../model/training-options.ts";
import type { Sampling } from "../data/combine.ts";
import { epochOrder } from "../data/sampling.ts";
import type { ScheduleState } from "../schedules/schedule.ts";
import { primaryMetrics, taskKind } from "../tasks/task-kinds.ts";
import type { Evaluation, SplitEvaluation } from "../evaluation/evaluation.ts";
import { deltaM } from "../evaluation/delta-m.ts";
import { addEvaluation, gapOf } from "../evaluation/evaluation-file.ts";
import { measureRows } from "../evaluation/measure-rows.ts";
import { metricsOf } from "../evaluation/split-measure.ts";
import { epochRelations } from "../insight/epoch-relations.ts";
import { gatherInsight } from "../insight/insight.ts";
import { writeReport } from "../report/write-report.ts";
import { startEventFile } from "../report/tensorboard/event-file.ts";
import { restoreWeights, saveCheckpoint } from "./checkpoint.ts";
import { saveProgress } from "./checkpoints.ts";
import type { Dataset } from "./dataset.ts";
import { averages, epochRecord, type EpochRecord, type Split } from "./epoch-record.ts";
import { evaluate, type Metrics } from "./evaluate.ts";
import type { TrainingEvent } from "./events.ts";
import type { TrainingRows } from "./hold-out.ts";
import type { LabelCounts } from "./label-counts.ts";
import { SHARED } from "./rates.ts";
import { runEpoch, type EpochPosition, type EpochResult } from "./run-epoch.ts";
import { weightsHash, writeRunFile, type RunSummary } from "./run.ts";
import type { TrainingRun } from "./train.ts";
import { trainingBatch } from "./training-batch.ts";
import type { TrainingState } from "./training-state.ts";
import type { TrainingStep } from "./training-step.ts";

/** All that one run needs, ready to start. */
export interface FitOptions {
  readonly directory: string;
  readonly settings: TrainingSettings;
  readonly choice: BackendChoice;
  readonly spec: FittedSpec;
  readonly model: LayersModel;
  readonly sharing: BuiltSharing;
  readonly step: TrainingStep;
  readonly training: Dataset;
  readonly test: Dataset | undefined;
  readonly rows: TrainingRows;
  readonly labels: LabelCounts;
  /** where there are several */
  readonly sources: RunSummary["sources"] | undefined;
  /** of several sources */
  readonly sampling: Sampling | undefined;
  /** of what the run is started with, for those who resume it */
  readonly identity: Readonly<Record<string, string>>;
  readonly schedule: ScheduleState;
  readonly resumed: Omit<TrainingState, "step"> | undefined;
  readonly onEvent: (event: TrainingEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** what single-task models reach on validation, for Δm */
  readonly singleTask?: Metrics | undefined;
  /** the run whose weights this one goes on from, if any */
  readonly adapted?: AdaptedFrom;
  /** metrics that hold from before, and are not measured */
  readonly known?: KnownMetrics;
}

/** Epochs with a checkpoint after each, then the best epoch's weights, its metrics on every split, and the report. */
export async function fit(options: FitOptions): Promise<TrainingRun> {
  const { directory, settings, model, test, onEvent, resumed, schedule } = options;
  onEvent({
    type: "start",
    directory,
    parameters: model.countParams(),
    examples: exampleCounts(options),
    labels: options.labels,
    ...(options.sources && { sources: options.sources }),
    epochs: settings.epochs,
    steps: stepsOf(options),
    metrics: primaryMetrics(options.spec.tasks),
  });
  const history = [...(resumed?.history ?? [])];
  // The process may have ended between the checkpoint of its best epoch and these weights.
  if (resumed?.done === 0 && resumed.best.epoch > 0 && resumed.best.epoch === resumed.epoch - 1)
    await saveCheckpoint(model, join(directory, "best"));
  const eventFile = await startEventFile(directory, history);
  let { best, ...position } = resumed ?? start;
  let interrupted = false;
  const patience = settings.patience ?? Number.POSITIVE_INFINITY;
  while (position.epoch <= settings.epochs) {
    const finished = position.epoch - 1;
    if (finished - best.epoch >= patience) {
      onEvent({ type: "stopped", epoch: finished, best: best.epoch });
      break;
    }
    const { epoch } = position;
    const result = await oneEpoch(options, position, (reached) =>
      save(options, { ...position, ...reached, history, best }),
    );
    ({ interrupted } = result);
    if (interrupted) {
      await save(options, { epoch, done: result.done, seconds: result.seconds, history, best });
      onEvent({ type: "interrupted", epoch });
      break;
    }
    const record = await measure(options, epoch, result, settings.testEveryEpoch ? test : undefined);
    const score = scoreOf(options, record);
    const improved = isBetter(score, best);
    if (improved) best = { epoch, ...(score !== undefined && { score }) };
    history.push(record);
    await writeRunFile(
      directory,
      "metrics.jsonl",
      history.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
    await eventFile.append(history);
    position = { epoch: epoch + 1, done: 0, seconds: 0 };
    if (score !== undefined) schedule.endEpoch?.(score);
    options.step.endEpoch(Object.values(result.means.losses));
    await save(options, { ...position, history, best });
    if (improved) await saveCheckpoint(model, join(directory, "best"));
    onEvent({ type: "epoch", record, best: improved });
  }
  if (best.epoch === 0) {
    await saveCheckpoint(model, join(directory, "best"));
    if (!interrupted) await save(options, { ...position, history, best });
  }
  return finish(options, history, best.epoch, interrupted);
}

/** What the best epoch is chosen by, where it is defined. */
function scoreOf(
  { settings, spec }: FitOptions,
  { average, metrics, deltaM }: EpochRecord,
): number | undefined {
  const { selectBy } = settings;
  const task = spec.tasks[selectBy];
  const ofTask = task && metrics.validation?.[selectBy]?.[taskKind(task).primaryMetric];
  const score = { [AVERAGE]: average.validation, [DELTA_M]: deltaM }[selectBy] ?? ofTask;
  return Number.isFinite(score) ? score : undefined;
}

/** While no epoch has a score, as where nothing is held out, the last one counts as best. */
function isBetter(score: number | undefined, best: TrainingState["best"]): boolean {
  return best.score === undefined || (score !== undefined && score > best.score);
}

const start: Pick<TrainingState, "epoch" | "done" | "seconds" | "best"> = {
  epoch: 1,
  done: 0,
  seconds: 0,
  best: { epoch: 0 },
};

async function save(
  { directory, model, step, identity, schedule, singleTask }: FitOptions,
  state: Omit<TrainingState, "identity" | "step" | "schedule" | "singleTask">,
): Promise<void> {
  const parts = { identity, schedule: schedule.save(), step: await step.save(), singleTask };
  await saveProgress(directory, model, { ...state, ...parts });
}

/** Steps in an epoch. */
function stepsOf({ rows, settings }: FitOptions): number {
  return Math.ceil(rows.train.count / settings.batchSize);
}

/** What the schedule multiplies the learning rate by in the step of an epoch that `taken` come before. */
function rateFactor(options: FitOptions, epoch: number, taken: number): number {
  const { schedule, settings } = options;
  const steps = stepsOf(options);
  const step = (epoch - 1) * steps + taken;
  return schedule.factor({ step, steps: settings.epochs * steps, epoch: epoch - 1 });
}

function exampleCounts({ rows, test }: FitOptions): Record<Split, number> {
  return { train: rows.train.count, validation: rows.validation.count, test: test?.count ?? 0 };
}

function oneEpoch(
  options: FitOptions,
  { epoch, ...from }: EpochPosition & { readonly epoch: number },
  onPause: (position: EpochPosition) => Promise<void>,
): Promise<EpochResult> {
  const { spec, step, model, sharing, training, rows, settings, signal, onEvent } = options;
  const { batchSize, seed } = settings;
  const batches = { spec, dataset: training, augment: settings.augment, seed, epoch };
  return runEpoch({
    epoch,
    toBatch: (examples, place) => trainingBatch(batches, examples, place),
    step,
    dataset: training,
    order: epochOrder({
      sources: rows.sources,
      sampling: options.sampling ?? "proportional",
      batchSize,
      seed,
      epoch,
    }),
    batchSize,
    signal,
    from,
    beforeStep(taken) {
      step.scaleRate(rateFactor(options, epoch, taken));
      const number = (epoch - 1) * stepsOf(options) + taken;
      startDropout(model, number);
      sharing.beforeStep?.(model, number, settings.epochs * stepsOf(options));
    },
    onPause,
    onStep: (at, means) => onEvent({ type: "step", epoch, step: at, means }),
  });
}

async function measure(
  options: FitOptions,
  epoch: number,
  { means, seconds, done }: EpochResult,
  test: Dataset | undefined,
): Promise<EpochRecord> {
  const metrics = await measureSplits(options, test);
  const relations = await epochRelations(options);
  const { spec, singleTask } = options;
  const gain =
    singleTask && metrics.validation && deltaM(spec, metrics.validation, [0], [singleTask]).average;
  const { rates, optimizer } = options.settings;
  const factor = rateFactor(options, epoch, stepsOf(options) - 1) * (rates[SHARED] ?? 1);
  return epochRecord(spec, {
    ...means,
    epoch,
    seconds,
    examplesPerSecond: done / seconds,
    metrics,
    learningRate: factor * optimizer.learningRate,
    ...(gain && { deltaM: gain.mean }),
    ...(relations && { relations }),
  });
}

async function measureSplits(
  { model, spec, training, rows }: FitOptions,
  test: Dataset | undefined,
): Promise<Partial<Record<Split, Metrics>>> {
  const metrics: Partial<Record<Split, Metrics>> = {
    train: await evaluate(model, spec, training, rows.sample),
  };
  if (rows.validation.count > 0) metrics.validation = await evaluate(model, spec, training, rows.validation);
  if (test !== undefined) metrics.test = await evaluate(model, spec, test);
  return metrics;
}

async function finish(
  options: FitOptions,
  history: readonly EpochRecord[],
  bestEpoch: number,
  interrupted: boolean,
): Promise<TrainingRun> {
  const { directory, model, spec, choice, step, settings, identity, adapted, known = {} } = options;
  const { epochs, batchSize, validationSplit, seed } = settings;
  await restoreWeights(model, join(directory, "best"));
  const evaluation = await evaluateBest(options);
  const metrics = withKnownMetrics(metricsBySplit(evaluation.splits), known, Object.keys(spec.tasks));
  const summary: RunSummary = {
    name: spec.name,
    engine: `${choice.name} (${[choice.description, step.mode].filter(Boolean).join("; ")})`,
    parameters: model.countParams(),
    examples: exampleCounts(options),
    labels: options.labels,
    ...(options.sources && { sources: options.sources }),
    epochs: history.length,
    bestEpoch,
    interrupted,
    metrics,
    average: averages(spec, metrics),
    spec,
    training: { epochs, batchSize, validationSplit, seed },
    ...(adapted && { adapted }),
    identity,
  };
  await writeRunFile(directory, "run.json", `${JSON.stringify(summary, null, 2)}\n`);
  await addEvaluation(directory, "best", evaluation);
  if (!interrupted && settings.insight) await lookInside(options, history);
  const report = await writeReport(directory);
  return { directory, report, summary, history, model };
}

/** Everything that is measured of the best epoch's weights, on every split. */
async function evaluateBest({
  directory,
  model,
  spec,
  training,
  test,
  rows,
}: FitOptions): Promise<Evaluation> {
  const splits: Partial<Record<Split, SplitEvaluation>> = {
    train: await measureRows(model, spec, training, rows.sample),
  };
  if (rows.validation.count > 0)
    splits.validation = await measureRows(model, spec, training, rows.validation);
  if (test !== undefined) splits.test = await measureRows(model, spec, test);
  const gap = gapOf(splits);
  const sha256 = await weightsHash(directory, "best");
  return { name: spec.name, weights: "best", sha256, splits, ...(gap !== undefined && { gap }) };
}

function metricsBySplit(splits: Evaluation["splits"]): Partial<Record<Split, Metrics>> {
  return Object.fromEntries(Object.entries(splits).map(([split, { tasks }]) => [split, metricsOf(tasks)]));
}

/** What there is to see in the best epoch's weights, as `insight.json`. */
async function lookInside(
  { directory, settings, model, spec, sharing, training, rows }: FitOptions,
  history: readonly EpochRecord[],
): Promise<void> {
  const { seed } = settings;
  const insight = await gatherInsight({ model, spec, sharing, training, rows, seed }, history);
  await writeRunFile(directory, "insight.json", `${JSON.stringify(insight)}\n`);
}
