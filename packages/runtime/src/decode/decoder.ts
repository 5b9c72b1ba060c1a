import type { Prediction, TaskSpec } from "@polyhead/spec";

/** How one kind of task is read from its output. */
export interface Decoder<T extends TaskSpec> {
  /** the output's shape after the batch dimension */
  shape(task: T): readonly number[];
  /** Prepares a reader of one example, number `index` of the batch in `data`. */
  reader(task: T): (data: Float32Array, index: number) => Prediction<T>;
}
