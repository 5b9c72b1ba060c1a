import type { FittedSpec } from "@polyhead/spec";
import { averageScore, type Metrics } from "./evaluate.ts";
import type { TaskRelations } from "../insight/task-relations.ts";
import type { StepMeans } from "./step-means.ts";

/** Which examples a figure was measured on; `train` is a sample of the training split, in inference mode. */
export type Split = "train" | "validation" | "test";

/** One line of `metrics.jsonl`. */
export interface EpochRecord extends StepMeans {
  /** counts from 1 */
  readonly epoch: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly metrics: Readonly<Partial<Record<Split, Metrics>>>;
  /** mean over tasks of the primary metrics, by split */
  readonly average: Readonly<Partial<Record<Split, number>>>;
  /** Δm on validation in percent, where the best epoch is chosen by it: above 0 is better than single-task models */
  readonly deltaM?: number;
  /** average on the training split minus average on validation: how much is memorized */
  readonly gap?: number;
  /** of shared variables, in the epoch's last step */
  readonly learningRate: number;
  /** measured on one batch after the epoch */
  readonly relations?: TaskRelations;
}

/** Adds averages and the gap to what was measured. */
export function epochRecord(spec: FittedSpec, measured: Omit<EpochRecord, "average" | "gap">): EpochRecord {
  const average = averages(spec, measured.metrics);
  const { train, validation } = average;
  return train === undefined || validation === undefined
    ? { ...measured, average }
    : { ...measured, average, gap: train - validation };
}

/** Average scores by split; a split on which a task's metric is not defined is left out. */
export function averages(
  spec: FittedSpec,
  metrics: Readonly<Partial<Record<Split, Metrics>>>,
): Partial<Record<Split, number>> {
  const average: Partial<Record<Split, number>> = {};
  for (const split of ["train", "validation", "test"] as const) {
    const score = metrics[split] && averageScore(spec, metrics[split]);
    if (score !== undefined) average[split] = score;
  }
  return average;
}
