import type { AxisLength, Prediction, TaskSpec } from "@polyhead/spec";
import type { DecodedExample } from "./decoded-example.ts";

/** How one kind of task is read from its output. */
export interface Decoder<T extends TaskSpec> {
  /** the output's shape after the batch dimension */
  shape(task: T): readonly AxisLength[];
  /** Prepares a reader of one example, number `index` of the batch in `data`. */
  reader(task: T): (data: Float32Array, index: number, example: DecodedExample) => Prediction<T>;
}
