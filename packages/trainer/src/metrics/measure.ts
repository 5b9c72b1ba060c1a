// B examples in a batch, C classes

/** Something measured over a split, fed batch by batch. */
export interface Measure<T> {
  /** @param predictions probabilities `[B, C]`, row-major, or values `[B]` in the task's unit @param labels `[B]` encoded */
  add(predictions: ArrayLike<number>, labels: Float64Array): void;
  values(): T;
}
