import type { FittedSpec } from "@polyhead/spec";
import { averageScore, type Metrics } from "./evaluate.ts";
import type { StepMeans } from "./training-step.ts";

/** Which examples a figure was measured on; `train` is a sample of the training split, in inference mode. */
export type Split = "train" | "validation" | "test";

/** One line of `metrics.jsonl`. */
export interface EpochRecord extends StepMeans {
  /** counts from 1 */
  readonly epoch: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly metrics: Readonly<Partial<Record<Split, Metrics>>>;
  /** mean over tasks of accuracy and R², by split */
  readonly average: Readonly<Partial<Record<Split, number>>>;
  /** average on the training split minus average on validation: how much is memorized */
  readonly gap?: number;
}

/** Adds averages and the gap to what was measured. */
export function epochRecord(spec: FittedSpec, measured: Omit<EpochRecord, "average" | "gap">): EpochRecord {
  const average: Partial<Record<Split, number>> = {};
  for (const split of ["train", "validation", "test"] as const) {
    const metrics = measured.metrics[split];
    const score = metrics === undefined ? undefined : averageScore(spec, metrics);
    if (score !== undefined) average[split] = score;
  }
  const { train, validation } = average;
  return train === undefined || validation === undefined
    ? { ...measured, average }
    : { ...measured, average, gap: train - validation };
}
