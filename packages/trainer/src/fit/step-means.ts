/** Means over the steps since the last reading. */
export interface StepMeans {
  /** how many steps the means are over; with none, they are NaN */
  readonly steps: number;
  readonly objective: number;
  /** by task, unweighted */
  readonly losses: Readonly<Record<string, number>>;
  /** by task, as the balancing method gave them; 1 where it gives a direction that is no weighted sum */
  readonly weights: Readonly<Record<string, number>>;
}

/** @param sums over `steps`: the objective, the losses and the weights, in the order of the tasks */
export function stepMeans(tasks: readonly string[], sums: ArrayLike<number>, steps: number): StepMeans {
  const mean = (index: number): number => (sums[index] ?? Number.NaN) / steps;
  const perTask = (start: number): Record<string, number> =>
    Object.fromEntries(tasks.map((task, index) => [task, mean(start + index)]));
  return { steps, objective: mean(0), losses: perTask(1), weights: perTask(1 + tasks.length) };
}
