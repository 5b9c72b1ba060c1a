import { PolyheadError, type FittedSpec } from "@polyhead/spec";
import type { Split } from "../fit/epoch-record.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining } from "../model/training-options.ts";
import { checkSameShape } from "./check-same-shape.ts";
import type { Evaluation, SplitEvaluation } from "./evaluation.ts";
import type { EvaluationEvent } from "./evaluation-events.ts";
import { measureSplit, type Predict } from "./measure-split.ts";
import { splitExamples, type Parting } from "./split-examples.ts";

/**
 * Measures anything that predicts a model's tasks on the data of its config.
 *
 * @param options.weights what predicts, for `Evaluation`
 * @param options.splits default: all that there are
 * @param options.parting how the data are parted; default: as the config's training options say
 * @throws PolyheadError `config-invalid` for a config without data, of another model, or without a split; `data-invalid`
 */
export async function evaluateSplits(options: {
  readonly spec: FittedSpec;
  readonly config: ModelConfig;
  readonly weights: string;
  readonly predict: Predict;
  readonly splits?: readonly Split[] | undefined;
  readonly parting?: Parting;
  readonly onEvent?: ((event: EvaluationEvent) => void) | undefined;
}): Promise<Evaluation> {
  const { spec, config, weights, predict, onEvent } = options;
  checkSameShape(config, spec, weights);
  const { data } = config;
  if (data === undefined)
    throw new PolyheadError(
      "config-invalid",
      `Model "${config.name}" should have \`data\` to be measured on; it has none.`,
    );
  const parting = options.parting ?? checkTraining(config.training ?? {});
  const splits: Partial<Record<Split, SplitEvaluation>> = {};
  for (const examples of await splitExamples(data, parting, options.splits)) {
    const { split, count } = examples;
    splits[split] = await measureSplit(spec, examples, predict, (done) =>
      onEvent?.({ type: "progress", split, done, total: count }),
    );
    onEvent?.({ type: "split", split, examples: splits[split].examples });
  }
  const gap = gapOf(splits);
  return { name: spec.name, weights, splits, ...(gap !== undefined && { gap }) };
}

function gapOf({ train, test }: Evaluation["splits"]): number | undefined {
  if (train?.average === undefined || test?.average === undefined) return undefined;
  return train.average - test.average;
}
