import { dispose } from "@tensorflow/tfjs-core";
import { PolyheadError } from "@polyhead/spec";
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { rowsFrom } from "../data/row-set.ts";
import type { EpochOrder } from "../data/sampling.ts";
import { tensorsOf, type Batch } from "./batch.ts";
import type { Dataset, Examples } from "./dataset.ts";
import type { StepMeans } from "./step-means.ts";
import type { TrainingStep } from "./training-step.ts";

export interface EpochOptions {
  readonly epoch: number;
  /** makes a batch of examples @param place the first one's in the epoch */
  readonly toBatch: (examples: Examples, place: number) => Batch;
  readonly step: TrainingStep;
  readonly dataset: Dataset;
  /** the rows to learn from, as they come */
  readonly order: EpochOrder;
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
  /** called before each step with the number of steps before it in this epoch */
  readonly beforeStep: (step: number) => void;
  /** where a resumed epoch goes on */
  readonly from: EpochPosition;
  readonly onStep: (step: number, means: StepMeans) => void;
  /** called at intervals, between steps, for a checkpoint */
  readonly onPause: (position: EpochPosition) => Promise<void>;
}

/** How far an epoch has come. */
export interface EpochPosition {
  /** examples trained on */
  readonly done: number;
  readonly seconds: number;
}

export interface EpochResult extends EpochPosition {
  readonly means: StepMeans;
  /** stopped by the signal before its last step */
  readonly interrupted: boolean;
}

/** Reading the means waits for the device, so it is done this often at most. */
const READING_INTERVAL = 200;

/** Long epochs are saved on the way, this often. */
const PAUSE_INTERVAL = 300_000;

/**
 * One pass over the rows in their order; the last batch may be smaller. The next batch is read while a step runs.
 *
 * @throws PolyheadError `training-diverged` when the objective is no longer a number
 */
export async function runEpoch(options: EpochOptions): Promise<EpochResult> {
  const { epoch, toBatch, step, dataset, batchSize, order, signal, from, beforeStep, onStep, onPause } =
    options;
  if (from.done === 0) step.reset();
  const start = performance.now() - 1000 * from.seconds;
  let read = performance.now();
  let paused = read;
  let { done } = from;
  const position = (): EpochPosition => ({ done, seconds: (performance.now() - start) / 1000 });
  const readFrom = (at: number): Promise<Examples> => dataset.read(rowsFrom(order, at, batchSize));
  let next = readFrom(done);
  for (let at = done; at < order.count; at += batchSize) {
    const examples = await next;
    if (signal?.aborted === true) break;
    const batch = toBatch(examples, at);
    next = readFrom(Math.min(at + batchSize, order.count));
    // Awaited in the next round, which does not come after an error of this one.
    next.catch(() => undefined);
    beforeStep(at / batchSize);
    await step.run(batch);
    dispose(tensorsOf(batch));
    done += examples.count;
    if (performance.now() - read > READING_INTERVAL) {
      onStep(Math.ceil(done / batchSize), await finiteMeans(step, epoch));
      read = performance.now();
    }
    if (performance.now() - paused > PAUSE_INTERVAL && done < order.count) {
      await finiteMeans(step, epoch);
      await onPause(position());
      paused = performance.now();
    }
    await nextTurn();
  }
  const means = await finiteMeans(step, epoch);
  return { ...position(), means, interrupted: done < order.count };
}

async function finiteMeans(step: TrainingStep, epoch: number): Promise<StepMeans> {
  const means = await step.means();
  if (Number.isFinite(means.objective) || means.steps === 0) return means;
  throw new PolyheadError(
    "training-diverged",
    `Training should keep a finite objective; it became ${means.objective} in epoch ${epoch}. Lower the learning rate, or look for extreme values in the data.`,
    { details: { epoch, means } },
  );
}
