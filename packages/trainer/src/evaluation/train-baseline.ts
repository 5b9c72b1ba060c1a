import { PolyheadError } from "@polyhead/spec";
import { newestCheckpointDirectory } from "../fit/checkpoints.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { readSummary, type RunSummary } from "../fit/run.ts";
import { train, type TrainOptions } from "../fit/train.ts";
import type { ModelConfig } from "../model/define-model.ts";
import type { BaselineState } from "./baseline-events.ts";

/**
 * Trains a single-task model into the directory of `options`, unless it is there; goes on with one that was interrupted.
 *
 * @param multiTask the run that it is compared with
 * @throws PolyheadError `data-invalid` when the data are not the run's; and what `train` throws
 */
export async function trainBaseline(
  config: ModelConfig,
  multiTask: RunSummary,
  options: TrainOptions,
  tell: (state: BaselineState) => void,
): Promise<RunSummary> {
  const { directory } = options;
  const before = await readSummary(directory).catch(() => undefined);
  if (before?.interrupted === false && before.training.epochs === multiTask.training.epochs) {
    tell("finished before");
    return before;
  }
  const resume = (await newestCheckpointDirectory(directory)) !== undefined;
  tell(resume ? "resumed" : "new");
  const onEvent = (event: TrainingEvent): void => {
    if (event.type === "start") checkSameExamples(event.examples, multiTask);
    options.onEvent?.(event);
  };
  const { model, summary } = await train(config, { ...options, resume, onEvent });
  model.dispose();
  return summary;
}

function checkSameExamples(read: Readonly<Record<string, number>>, { examples }: RunSummary): void {
  const split = Object.keys(examples).find((name) => examples[name] !== read[name]);
  if (split === undefined) return;
  throw new PolyheadError(
    "data-invalid",
    `The ${split} split should have the ${examples[split]} examples that the run was trained with; it has ${read[split]}. Put the data back, or train again.`,
    { details: { split, expected: examples[split], received: read[split] } },
  );
}
