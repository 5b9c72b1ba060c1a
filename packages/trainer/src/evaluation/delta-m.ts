// T tasks, S seeds
import type { ModelShape } from "@polyhead/spec";
import type { Metrics } from "../fit/evaluate.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { ComparedMetric } from "../tasks/task-kind.ts";
import { spread, type Spread } from "./spread.ts";

/** How one model for all tasks does against a model for each, in percent: above 0 is better. */
export interface DeltaM {
  /** of the single-task models */
  readonly seeds: readonly number[];
  readonly tasks: Readonly<Record<string, TaskDelta>>;
  /** Δm, the mean over tasks; absent where a task has none */
  readonly average?: Spread;
}

export interface TaskDelta extends ComparedMetric {
  readonly multiTask: number;
  readonly singleTask: Spread;
  /** in percent; absent where the single-task metric is 0 */
  readonly delta?: Spread;
}

/**
 * Δm = 1/T · Σ (−1)^l (M_m − M_b) / M_b, where l is 1 for metrics of which lower is better (Maninis, Radosavovic, Kokkinos
 * 2019, "Attentive Single-Tasking of Multiple Tasks", eq. 2; Vandenhende et al. 2021, "Multi-Task Learning for Dense
 * Prediction Tasks: A Survey"), for each seed of the single-task models.
 *
 * @param multiTask metrics of the model for all tasks
 * @param singleTask metrics of the models for one, by task, for each of the S `seeds`
 */
export function deltaM(
  spec: Pick<ModelShape, "tasks">,
  multiTask: Metrics,
  seeds: readonly number[],
  singleTask: readonly Metrics[],
): DeltaM {
  const deltas = Object.entries(spec.tasks).map(([name, task]) => {
    const { metric, higherIsBetter } = taskKind(task).deltaMetric;
    const ours = multiTask[name]?.[metric] ?? Number.NaN;
    const theirs = singleTask.map((metrics) => metrics[name]?.[metric] ?? Number.NaN);
    const percents = theirs.map((base) => (100 * (higherIsBetter ? ours - base : base - ours)) / base);
    const defined = percents.every(Number.isFinite);
    return { name, metric, higherIsBetter, multiTask: ours, singleTask: spread(theirs), percents, defined };
  });
  const tasks = deltas.map(({ name, percents, defined, ...rest }): [string, TaskDelta] => {
    return [name, { ...rest, ...(defined && { delta: spread(percents) }) }];
  });
  const means = seeds.map(
    (_, seed) => spread(deltas.map(({ percents }) => percents[seed] ?? Number.NaN)).mean,
  );
  const defined = deltas.every((delta) => delta.defined);
  return { seeds, tasks: Object.fromEntries(tasks), ...(defined && { average: spread(means) }) };
}
