// T tasks
import {
  add,
  mul,
  onesLike,
  stack,
  sum,
  unstack,
  type Scalar,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import type { LossBalancer } from "../balancing/balancing.ts";
import type { Batch } from "./batch.ts";
import type { LastLosses } from "./last-losses.ts";
import { presenceOf } from "./task-losses.ts";
import type { StepOptions } from "./training-step.ts";

/**
 * What a forward pass gives: the losses, those that the method sees, which tasks have labels, [T] each, and what is minimized
 * besides.
 */
export interface Objective {
  readonly losses: Tensor1D;
  readonly scaled: Tensor1D;
  /** of `scaled`, one by one */
  readonly each: readonly Scalar[];
  readonly present: Tensor1D;
  readonly penalties: readonly Scalar[];
}

/** An objective's values. */
export interface ObjectiveValues {
  readonly losses: readonly number[];
  readonly scaled: readonly number[];
  /** 1 for a task that the batch has a label of, else 0 */
  readonly present: readonly number[];
  /** of all penalties */
  readonly penalty: number;
}

/** What makes an objective of the tasks' losses. */
export interface ObjectiveParts extends Pick<StepOptions, "penalty"> {
  /** absent where the losses are as they are */
  readonly scaling: LossBalancer | undefined;
  readonly last: LastLosses;
}

/** A part of graphs. @param ofTasks each task's loss of the batch */
export function objectiveOf(
  { scaling, last, penalty: penaltyOf }: ObjectiveParts,
  ofTasks: readonly Scalar[],
  batch: Batch,
): Objective {
  const there = presenceOf(batch);
  const losses = last.complete(stack([...ofTasks]) as Tensor1D, there);
  if (there !== undefined) last.remember(losses);
  const present = there ?? onesLike(losses);
  const added = penaltyOf?.(batch.inputs);
  const penalties = added === undefined ? [] : [added];
  // Where nothing scales them, losses stay apart: no task's backward pass then goes through the others' heads.
  if (scaling === undefined) return { losses, scaled: losses, each: ofTasks, present, penalties };
  const { weights, penalty } = scaling.balance(losses);
  const scaled = mul<Tensor1D>(weights, losses);
  const each = unstack(scaled) as Scalar[];
  return { losses, scaled, each, present, penalties: penalty ? [penalty, ...penalties] : penalties };
}

/** An objective's values as one tensor [3T + 1], for `readObjective`. */
export function valuesOf({ losses, scaled, present, penalties }: Objective): Tensor {
  const penalty = penalties.reduce<Tensor>((total, one) => add(total, one), sum(mul(losses, 0)));
  return stack([...[losses, scaled, present].flatMap((values) => unstack(values)), penalty]);
}

export async function readObjective(values: Tensor): Promise<ObjectiveValues> {
  const list = Array.from(await values.data());
  const tasks = (list.length - 1) / 3;
  const [losses, scaled, present] = [0, 1, 2].map((part) => list.slice(part * tasks, (part + 1) * tasks));
  return { losses: losses!, scaled: scaled!, present: present!, penalty: list.at(-1)! };
}
