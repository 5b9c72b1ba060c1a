// C classes

/** How often each class was there, was predicted, and was both. */
export class ClassCounts {
  readonly #labels: Float64Array;
  readonly #predictions: Float64Array;
  readonly #right: Float64Array;

  constructor(classes: number) {
    this.#labels = new Float64Array(classes);
    this.#predictions = new Float64Array(classes);
    this.#right = new Float64Array(classes);
  }

  add(predicted: number, label: number): void {
    this.#labels[label] = (this.#labels[label] ?? 0) + 1;
    this.#predictions[predicted] = (this.#predictions[predicted] ?? 0) + 1;
    if (predicted === label) this.#right[label] = (this.#right[label] ?? 0) + 1;
  }

  get accuracy(): number | undefined {
    return mean([sum(this.#right) / sum(this.#labels)]);
  }

  /** Mean over the classes that labels have of the share of them that was found. */
  get balancedAccuracy(): number | undefined {
    return mean(Array.from(this.#labels, (count, index) => (this.#right[index] ?? 0) / count));
  }

  /** `[C]`: harmonic mean of precision and recall; NaN of a class that is neither among labels nor predictions. */
  get f1(): readonly number[] {
    return Array.from(this.#right, (right, index) => {
      return (2 * right) / ((this.#labels[index] ?? 0) + (this.#predictions[index] ?? 0));
    });
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The mean of what is defined, that is not NaN. */
export function mean(values: readonly number[]): number | undefined {
  const defined = values.filter((value) => !Number.isNaN(value));
  if (defined.length === 0) return undefined;
  return defined.reduce((total, value) => total + value, 0) / defined.length;
}

/** Metrics without those that are not defined. */
export function defined(
  metrics: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
