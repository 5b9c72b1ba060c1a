// Legend: B batch.
import type { Value } from "@polyhead/onnx";
import type { AxisLength, FittedTask } from "@polyhead/spec";
import type { Tensor } from "@tensorflow/tfjs-core";

/** How one kind of task leaves the graph. */
export interface TaskExport<F extends FittedTask> {
  /** What the head gives for one example. */
  headShape(task: F): readonly AxisLength[];
  /** Whether its one number stands alone: `[B, 1]` becomes `[B]`. */
  scalar(task: F): boolean;
  /** Makes the head's numbers, `[B, ...headShape]` or `[B]`, the task's output. */
  output(task: F, head: Value, nodes: TaskNodes): Value;
  /** The same in TensorFlow.js. */
  reference(task: F, head: Tensor): Tensor;
  /** The standard deviation of an output that has a unit. */
  deviation?(task: F): number;
}

/** Adds to the graph under the task's name. */
export interface TaskNodes {
  op(opType: string, inputs: readonly Value[], attributes?: Readonly<Record<string, number>>): Value;
  /** `[B, …]` to `[B, ...shape]`. */
  reshape(value: Value, shape: readonly number[]): Value;
  constant(part: string, data: readonly number[], dims: readonly number[]): Value;
}
