/** A figure over seeds. */
export interface Spread {
  readonly mean: number;
  /** sample standard deviation; absent for one seed */
  readonly std?: number;
}

/** Mean and sample standard deviation (over n − 1) of one value a seed. */
export function spread(values: readonly number[]): Spread {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  if (length < 2) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (length - 1)) };
}
