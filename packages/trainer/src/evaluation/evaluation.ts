import type { Split } from "../fit/epoch-record.ts";
import type { TaskDetails } from "../tasks/task-kind.ts";
import type { DeltaM } from "./delta-m.ts";

/** What `evaluation.json` in a run's directory says. */
export interface Evaluation {
  /** of the model */
  readonly name: string;
  /** what was measured: "best" or "last" checkpoint, or an exported file */
  readonly weights: string;
  /** of the weights of a checkpoint, so that figures of others are not taken for theirs */
  readonly sha256?: string;
  readonly splits: Readonly<Partial<Record<Split, SplitEvaluation>>>;
  /** average on train minus average on test, where both were measured: how much is memorized */
  readonly gap?: number;
  /** the best checkpoint against single-task models on test, where there are any */
  readonly deltaM?: DeltaM;
}

export interface SplitEvaluation {
  readonly examples: number;
  /** mean over tasks of the primary metrics; absent where one of them is not defined */
  readonly average?: number;
  /**
   * share of the examples with every label that all tasks predict right, as sentences whose intent and slots are; absent for one
   * task, and with tasks that predict numbers
   */
  readonly allRight?: number;
  readonly tasks: Readonly<Record<string, TaskEvaluation>>;
}

export interface TaskEvaluation extends TaskDetails {
  /** by name, without those that are not defined on what was seen */
  readonly metrics: Readonly<Record<string, number>>;
}
