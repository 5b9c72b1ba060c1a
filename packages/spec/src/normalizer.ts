import * as v from "valibot";

/**
 * Mean and standard deviation along the last axis: a value enters the model as `(value − mean) / std`.
 *
 * A feature that never varies has `std` 1, so that it becomes 0 instead of a division by zero.
 */
export interface Normalizer {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const finite = v.pipe(v.number(), v.finite());

export const normalizerSchema: v.GenericSchema<unknown, Normalizer> = v.pipe(
  v.object({
    mean: v.array(finite),
    std: v.array(v.pipe(finite, v.gtValue(0, "should be strictly positive"))),
  }),
  v.check(({ mean, std }) => mean.length === std.length, "should have as many `mean` as `std`"),
);

/** Mean and standard deviation of a stream of rows, in one pass (Welford 1962); NaN stands for a value that is missing. */
export class NormalizerFit {
  readonly #size: number;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;

  /** @param size features along the last axis */
  constructor(size: number) {
    this.#size = size;
    this.#mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
    this.#counts = new Float64Array(size);
  }

  /** @param values `[…, size]`, row-major: any number of rows */
  add(values: ArrayLike<number>): void {
    for (let start = 0; start < values.length; start += this.#size) {
      for (let feature = 0; feature < this.#size; feature++) {
        const value = values[start + feature] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const count = (this.#counts[feature] ?? 0) + 1;
        this.#counts[feature] = count;
        const mean = this.#mean[feature] ?? 0;
        const next = mean + (value - mean) / count;
        this.#mean[feature] = next;
        this.#squares[feature] = (this.#squares[feature] ?? 0) + (value - mean) * (value - next);
      }
    }
  }

  /** The population's mean and standard deviation; a feature without values has mean 0 and std 1. */
  finish(): Normalizer {
    const std = Array.from(this.#squares, (square, feature) =>
      Math.sqrt(square / Math.max(1, this.#counts[feature] ?? 0)),
    );
    return { mean: Array.from(this.#mean), std: std.map((value) => (value > 1e-12 ? value : 1)) };
  }
}
