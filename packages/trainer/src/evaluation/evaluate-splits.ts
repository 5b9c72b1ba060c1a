import { PolyheadError, type FittedSpec } from "@polyhead/spec";
import type { Split } from "../fit/epoch-record.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining } from "../model/training-options.ts";
import { checkSameShape } from "./check-same-shape.ts";
import type { Evaluation, SplitEvaluation } from "./evaluation.ts";
import { gapOf } from "./evaluation-file.ts";
import type { EvaluationEvent } from "./evaluation-events.ts";
import { measureSplit, type Predict } from "./measure-split.ts";
import { splitExamples, type Parting, type SplitExamples } from "./split-examples.ts";

/** What is measured on what. */
export interface Measured {
  readonly spec: FittedSpec;
  readonly config: ModelConfig;
  /** a run's directory or a file, for errors */
  readonly model: string;
  /** default: all that there are */
  readonly splits?: readonly Split[] | undefined;
  /** how the data are parted; default: as the config's training options say */
  readonly parting?: Parting;
  /** Ends it after the current batch. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures anything that predicts a model's tasks on the data of its config.
 *
 * @throws PolyheadError `config-invalid` for a config without data, of another model, or without a split; `data-invalid`;
 *   `interrupted`
 */
export async function evaluateSplits(
  measured: Measured,
  predict: Predict,
  onEvent?: (event: EvaluationEvent) => void,
): Promise<Evaluation> {
  const { spec, model, signal } = measured;
  return measureSplits({ spec, weights: model, predict, onEvent, signal }, await openSplits(measured));
}

/**
 * Checks that a model can be measured on its config's data, and opens them.
 *
 * @throws PolyheadError `config-invalid`
 */
export async function openSplits({
  spec,
  config,
  model,
  splits,
  parting,
}: Measured): Promise<readonly SplitExamples[]> {
  checkSameShape(config, spec, model);
  const { data, training = {} } = config;
  if (data !== undefined) return splitExamples(spec, data, parting ?? checkTraining(training), splits);
  throw new PolyheadError(
    "config-invalid",
    `Model "${config.name}" should have \`data\` to be measured on; it has none.`,
  );
}

/** @throws PolyheadError `data-invalid`, `interrupted` */
export async function measureSplits(
  {
    spec,
    weights,
    predict,
    onEvent,
    signal,
  }: {
    readonly spec: FittedSpec;
    readonly weights: string;
    readonly predict: Predict;
    readonly onEvent?: ((event: EvaluationEvent) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  },
  opened: readonly SplitExamples[],
): Promise<Evaluation> {
  const splits: Partial<Record<Split, SplitEvaluation>> = {};
  for (const examples of opened) {
    const { split, count } = examples;
    splits[split] = await measureSplit(spec, examples, predict, (done) => {
      if (signal?.aborted === true) {
        onEvent?.({ type: "interrupted" });
        throw interrupted(split, done);
      }
      onEvent?.({ type: "progress", split, done, total: count });
    });
    onEvent?.({ type: "split", split, examples: splits[split].examples });
  }
  const gap = gapOf(splits);
  return { name: spec.name, weights, splits, ...(gap !== undefined && { gap }) };
}

function interrupted(split: Split, done: number): PolyheadError {
  return new PolyheadError(
    "interrupted",
    `Evaluating was interrupted after ${done.toLocaleString("en")} examples of the ${split} split; nothing was written.`,
    { details: { split, done } },
  );
}
