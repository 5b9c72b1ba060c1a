import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend } from "../engine/choose-backend.ts";
import type { Split } from "../fit/epoch-record.ts";
import { predictExamples } from "../fit/predict-examples.ts";
import { loadRun, readSummary, weightsHash, type Checkpoint, type RunSummary } from "../fit/run.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { writeReport } from "../report/write-report.ts";
import { metricsBySeed, readBaselines } from "./baselines-file.ts";
import { deltaM, type DeltaM } from "./delta-m.ts";
import { addEvaluation } from "./evaluation-file.ts";
import { measureSplits, openSplits } from "./evaluate-splits.ts";
import type { Evaluation, SplitEvaluation } from "./evaluation.ts";
import type { EvaluationEvent } from "./evaluation-events.ts";
import type { Predict } from "./measure-split.ts";
import type { Parting } from "./split-examples.ts";
import { metricsOf } from "./split-measure.ts";

export interface EvaluateOptions {
  /** default: all that there are */
  readonly splits?: readonly Split[] | undefined;
  /** default "best" */
  readonly checkpoint?: Checkpoint;
  /** default: the best engine that starts */
  readonly backend?: BackendName | undefined;
  readonly onEvent?: (event: EvaluationEvent) => void;
  /** Ends it after the current batch. */
  readonly signal?: AbortSignal;
}

/**
 * Measures a run's model on the splits of its config's data, parted as the run parted them. Adds the figures to the run's
 * `evaluation.json`, and its report shows them; those of the last checkpoint go to `evaluation-last.json`.
 *
 * @throws PolyheadError `file-missing` or `file-invalid` for what is no run or lacks the checkpoint; `config-invalid` for a
 *   config of another model or a split that is not there; `data-invalid`; `interrupted`
 */
export async function evaluateRun(
  directory: string,
  config: ModelConfig,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { splits, checkpoint = "best", backend, onEvent, signal } = options;
  const summary = await readSummary(directory);
  const { spec } = summary;
  const opened = await openSplits({ spec, config, model: directory, splits, parting: partingOf(summary) });
  const choice = await chooseBackend(backend === undefined ? {} : { prefer: backend });
  const { model } = await loadRun(directory, checkpoint);
  onEvent?.({ type: "engine", choice });
  try {
    const predict: Predict = ({ dataset, encoded }) => predictExamples(model, spec, dataset, encoded);
    const evaluation = await measureSplits({ spec, weights: checkpoint, predict, onEvent, signal }, opened);
    const delta =
      checkpoint === "best" ? await deltaOf(directory, summary, evaluation.splits.test) : undefined;
    const sha256 = await weightsHash(directory, checkpoint);
    const measured = { ...evaluation, sha256, ...(delta && { deltaM: delta }) };
    await addEvaluation(directory, checkpoint, measured);
    if (checkpoint === "best") await writeReport(directory);
    return measured;
  } finally {
    model.dispose();
  }
}

/** How a run parted its data. */
export function partingOf({ training, examples }: RunSummary): Parting {
  const { validationSplit, seed } = training;
  return { validationSplit, seed, examples };
}

async function deltaOf(
  directory: string,
  summary: RunSummary,
  test: SplitEvaluation | undefined,
): Promise<DeltaM | undefined> {
  const baselines = test && (await readBaselines(directory, summary));
  if (test === undefined || baselines === undefined) return undefined;
  const { seeds, runs } = baselines;
  return deltaM(summary.spec, metricsOf(test.tasks), seeds, metricsBySeed(seeds, runs));
}
