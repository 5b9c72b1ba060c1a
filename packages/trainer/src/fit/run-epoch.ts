import { dispose } from "@tensorflow/tfjs-core";
import { PolyheadError, type FittedSpec } from "@polyhead/spec";
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { randomSource } from "../data/random.ts";
import { tensorsOf, toBatch } from "./batch.ts";
import type { Dataset } from "./dataset.ts";
import type { StepMeans } from "./step-means.ts";
import type { TrainingStep } from "./training-step.ts";

export interface EpochOptions {
  readonly epoch: number;
  readonly spec: FittedSpec;
  readonly step: TrainingStep;
  readonly dataset: Dataset;
  /** the rows to learn from */
  readonly rows: Uint32Array;
  readonly batchSize: number;
  readonly seed: number;
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
 * One pass over `rows` in an order drawn from the seed and the epoch; the last batch may be smaller.
 *
 * @throws PolyheadError `training-diverged` when the objective is no longer a number
 */
export async function runEpoch(options: EpochOptions): Promise<EpochResult> {
  const { epoch, spec, step, dataset, batchSize, seed, signal, from, beforeStep, onStep, onPause } = options;
  const order = options.rows.slice();
  randomSource(seed, "shuffle", epoch).shuffle(order);
  if (from.done === 0) step.reset();
  const start = performance.now() - 1000 * from.seconds;
  let read = performance.now();
  let paused = read;
  let { done } = from;
  const position = (): EpochPosition => ({ done, seconds: (performance.now() - start) / 1000 });
  for (let at = done; at < order.length; at += batchSize) {
    if (signal?.aborted === true) break;
    const rows = order.subarray(at, at + batchSize);
    const batch = toBatch(spec, dataset, await dataset.read(rows));
    beforeStep(at / batchSize);
    await step.run(batch);
    dispose(tensorsOf(batch));
    done += rows.length;
    if (performance.now() - read > READING_INTERVAL) {
      onStep(Math.ceil(done / batchSize), await finiteMeans(step, epoch));
      read = performance.now();
    }
    if (performance.now() - paused > PAUSE_INTERVAL && done < order.length) {
      await onPause(position());
      paused = performance.now();
    }
    await nextTurn();
  }
  const means = await finiteMeans(step, epoch);
  return { ...position(), means, interrupted: done < order.length };
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
