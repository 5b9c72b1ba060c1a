// B examples in a batch, C classes

/** Something measured over a split, fed batch by batch. */
export interface Measure<T> {
  /**
   * @param predictions probabilities `[B, C]`, row-major, or values `[B]` in the task's unit
   * @param labels encoded, one example after another; of a task with one number a label `[B]`
   * @param starts where each example's labels start, and the end of the last one's
   */
  add(predictions: ArrayLike<number>, labels: Float64Array, starts?: Uint32Array): void;
  values(): T;
}
