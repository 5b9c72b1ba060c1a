// C classes
import type { BalancedWeights, ClassLoss } from "@polyhead/spec";
import type { Fit } from "../inputs/input-kind.ts";

/** What a label counts by the index of its class; undefined where all count the same. */
export function classWeightsOf(
  { classWeights, balancedWeights }: ClassLoss & BalancedWeights,
  classes: readonly string[],
): readonly number[] | undefined {
  if (classWeights === undefined) return undefined;
  return classWeights === "balanced" ? balancedWeights : classes.map((name) => classWeights[name] ?? 1);
}

/**
 * Learns what balanced weights are: `examples / (C · examples of the class)`, as scikit-learn's; a class without examples
 * weighs 0.
 */
export function fitBalancedWeights<T extends ClassLoss>(task: T, classes: number): Fit<T & BalancedWeights> {
  const counts = new Float64Array(classes);
  return {
    add({ values }) {
      for (const index of values) if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    },
    finish: () =>
      task.classWeights === "balanced" ? { ...task, balancedWeights: balancedWeights(counts) } : task,
  };
}

/** @param counts `[C]` */
export function balancedWeights(counts: Float64Array): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count) => (count === 0 ? 0 : all / (counts.length * count)));
}
