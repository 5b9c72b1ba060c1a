/** How often each magnitude was seen, in equal bins from 0 to the largest; zeros, which any scale holds, are left out. */
export class MagnitudeHistogram {
  /** Enough to place a threshold within 0.05 % of the largest magnitude. */
  static readonly BINS = 2048;
  readonly counts: Float64Array<ArrayBuffer> = new Float64Array(MagnitudeHistogram.BINS);
  readonly #largest: number;

  constructor(largest: number) {
    this.#largest = largest;
  }

  add(values: Float32Array): void {
    const { counts } = this;
    const binsPerUnit = counts.length / this.#largest;
    for (const value of values) {
      if (value === 0) continue;
      const bin = Math.min(counts.length - 1, Math.floor(Math.abs(value) * binsPerUnit));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }

  /** The magnitude at which the first `bins` bins end. */
  edge(bins: number): number {
    return (bins / this.counts.length) * this.#largest;
  }
}
