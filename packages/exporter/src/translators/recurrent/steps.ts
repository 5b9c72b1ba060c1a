import type { Value } from "@polyhead/onnx";
import type { TensorHandle } from "../../tensor-handle.ts";

/** What a recurrent layer runs over. */
export interface Steps {
  /** `[B, T, ...]`, the axes after T as the cell takes them. */
  readonly input: TensorHandle;
  /** Bool `[B, T]`, or with the axes of a state but its channels; absent where every step counts. */
  readonly mask: Value | undefined;
  /** As the cell takes them; none for zeros. */
  readonly initial: readonly TensorHandle[];
  /** Whether the last step comes first. */
  readonly reverse: boolean;
  /** Whether the output of each step is asked for. */
  readonly sequences: boolean;
}

/** What it makes. */
export interface Outcome {
  /** The output of each step, `[B, T, ...]`, in the order of the input. */
  readonly sequence: Value | undefined;
  readonly states: readonly Value[];
}
