import { PolyheadError, type ComparedScore } from "@polyhead/spec";

/** How well a file does on one task, on data that it was not trained on. */
export interface TaskScore {
  /** Its name: accuracy, r2, … */
  readonly metric: string;
  readonly value: number;
  readonly higherIsBetter: boolean;
}

/** Measures a finished file, given as its bytes, on held-out data: one score a task. */
export type Evaluate = (file: Uint8Array) => Promise<Readonly<Record<string, TaskScore>>>;

/** The share of a metric that a task may lose, when nothing else is said. */
const DEFAULT_LIMIT = 0.01;

/** @throws PolyheadError `input-invalid` */
export function checkedLimit(limit: number = DEFAULT_LIMIT): number {
  if (limit >= 0 && limit <= 1) return limit;
  throw new PolyheadError(
    "input-invalid",
    `Option \`weights.limit\` must be a share from 0 to 1, such as 0.01 for 1 %. Received ${limit}.`,
    { details: { limit } },
  );
}

/**
 * Puts scores side by side.
 *
 * @param limit the share of its float32 metric that a task may lose
 * @throws PolyheadError `export-quality` naming a task that loses more; `input-invalid` for scores that cannot be compared
 */
export function compareScores(
  float32: Readonly<Record<string, TaskScore>>,
  smaller: Readonly<Record<string, TaskScore>>,
  limit: number,
): Readonly<Record<string, ComparedScore>> {
  return Object.fromEntries(
    Object.entries(float32).map(([task, before]) => {
      const { [task]: after } = smaller;
      if (!Number.isFinite(before.value)) throw notMeasured(task, before.value);
      if (after === undefined) throw notMeasured(task, undefined);
      const fall = before.higherIsBetter ? before.value - after.value : after.value - before.value;
      if (!(fall <= limit * Math.abs(before.value))) throw worse(task, before, after, limit);
      return [task, { ...after, float32: before.value }];
    }),
  );
}

function notMeasured(task: string, received: number | undefined): PolyheadError {
  return new PolyheadError(
    "input-invalid",
    `\`weights.evaluate\` must give a finite metric of task "${task}". Received ${received}.`,
    { details: { task, received } },
  );
}

function worse(task: string, before: TaskScore, after: TaskScore, limit: number): PolyheadError {
  const { metric } = before;
  return new PolyheadError(
    "export-quality",
    `Task "${task}" must not lose more than ${100 * limit} % of its ${metric} to smaller weights; it goes from ${before.value.toPrecision(4)} to ${after.value.toPrecision(4)}, so nothing was written. Choose weights that keep more, or allow a larger loss.`,
    { details: { task, metric, float32: before.value, value: after.value, limit } },
  );
}
