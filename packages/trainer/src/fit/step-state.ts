import type { NamedTensorMap } from "@tensorflow/tfjs-core";
import type { SavedRecordings } from "@polyhead/tfjs-backend-onnxruntime";

/** What a training step needs, besides the model's weights, to go on as if it had never stopped. */
export interface StepState {
  /** by name; the reader's to dispose of */
  readonly tensors: NamedTensorMap;
  /** steps taken in all */
  readonly taken: number;
  /** what the epoch's means are made of so far */
  readonly sums: readonly number[];
  /** that these are over */
  readonly steps: number;
  /** what the balancing method saved, as JSON */
  readonly balancing: readonly unknown[];
  /** how far the recording of each of its graphs is */
  readonly recordings: readonly SavedRecordings[];
}
