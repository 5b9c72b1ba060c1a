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
}

/**
 * Measures anything that predicts a model's tasks on the data of its config.
 *
 * @throws PolyheadError `config-invalid` for a config without data, of another model, or without a split; `data-invalid`
 */
export async function evaluateSplits(
  measured: Measured,
  predict: Predict,
  onEvent?: (event: EvaluationEvent) => void,
): Promise<Evaluation> {
  const { spec, model } = measured;
  return measureSplits({ spec, weights: model, predict, onEvent }, await openSplits(measured));
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

/** @throws PolyheadError `data-invalid` */
export async function measureSplits(
  {
    spec,
    weights,
    predict,
    onEvent,
  }: {
    readonly spec: FittedSpec;
    readonly weights: string;
    readonly predict: Predict;
    readonly onEvent?: ((event: EvaluationEvent) => void) | undefined;
  },
  opened: readonly SplitExamples[],
): Promise<Evaluation> {
  const splits: Partial<Record<Split, SplitEvaluation>> = {};
  for (const examples of opened) {
    const { split, count } = examples;
    splits[split] = await measureSplit(spec, examples, predict, (done) =>
      onEvent?.({ type: "progress", split, done, total: count }),
    );
    onEvent?.({ type: "split", split, examples: splits[split].examples });
  }
  const gap = gapOf(splits);
  return { name: spec.name, weights, splits, ...(gap !== undefined && { gap }) };
}
