import type { Metrics } from "../fit/evaluate.ts";
import type { Split } from "../fit/epoch-record.ts";

/** What a run adapted: the weights of another run, for tasks that it did not have. */
export interface AdaptedFrom {
  /** the other run's directory, from this one's */
  readonly run: string;
  /** the new tasks */
  readonly tasks: readonly string[];
  /** what the learning rate was multiplied by for weights of the other run; 0 where they are frozen */
  readonly trunkRate: number;
}

/** Metrics of tasks that hold from before, in place of what the new data tell of these tasks. */
export type KnownMetrics = Readonly<Partial<Record<Split, Metrics>>>;

/** Puts known metrics of tasks in place of measured ones; splits of either are there. @param tasks their order */
export function withKnownMetrics(
  measured: KnownMetrics,
  known: KnownMetrics,
  tasks: readonly string[],
): KnownMetrics {
  const splits = (["train", "validation", "test"] as const).filter(
    (split) => measured[split] ?? known[split],
  );
  return Object.fromEntries(
    splits.map((split) => {
      const all: Metrics = { ...measured[split], ...known[split] };
      return [split, Object.fromEntries(tasks.flatMap((task) => (all[task] ? [[task, all[task]]] : [])))];
    }),
  );
}
