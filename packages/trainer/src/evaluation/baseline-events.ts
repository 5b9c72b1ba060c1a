import type { TrainingEvent } from "../fit/events.ts";

/** What training baselines tells, in order: each model to train, then what its training tells. */
export type BaselineEvent =
  | {
      readonly type: "baseline";
      readonly task: string;
      readonly seed: number;
      /** counts from 1 */
      readonly index: number;
      readonly count: number;
      readonly state: BaselineState;
    }
  | { readonly type: "training"; readonly event: TrainingEvent };

export type BaselineState = "new" | "resumed" | "finished before";
