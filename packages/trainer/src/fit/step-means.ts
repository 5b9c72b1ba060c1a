/** Means over the steps since the last reading. */
export interface StepMeans {
  /** how many steps the means are over; with none, they are NaN */
  readonly steps: number;
  readonly objective: number;
  /** by task, unweighted; over the steps whose batch has a label of it, NaN where none has */
  readonly losses: Readonly<Record<string, number>>;
  /** by task, over the same steps, as the balancing method gave them; 1 where it gives a direction that is no weighted sum */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * @param sums over `steps`: the objective; in the order of the tasks the losses, the weights, and the number of steps whose
 *   batch has a label of a task, which both of them are sums over
 */
export function stepMeans(tasks: readonly string[], sums: ArrayLike<number>, steps: number): StepMeans {
  const sum = (index: number): number => sums[index] ?? Number.NaN;
  const perTask = (start: number): Record<string, number> =>
    Object.fromEntries(
      tasks.map((task, index) => [task, sum(start + index) / sum(1 + 2 * tasks.length + index)]),
    );
  return { steps, objective: sum(0) / steps, losses: perTask(1), weights: perTask(1 + tasks.length) };
}
