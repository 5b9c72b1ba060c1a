import type { LayersModel } from "@tensorflow/tfjs-layers";

/** One configuration of one layer class, on which every execution provider is compared with TensorFlow.js. */
export interface LayerCase {
  /** tfjs's class name, e.g. "Conv2D". */
  readonly layer: string;
  /** The configuration in words, unique within the class, e.g. "stride 2, SAME". */
  readonly name: string;
  /** Builds the model with seeded weights (every initializer seeded, nonzero biases where it matters). */
  readonly model: () => LayersModel;
  /** Inputs lie within ± reach of center; 1 and 0 by default. */
  readonly reach?: number;
  readonly center?: number;
  /** Makes inputs whole numbers (indices of embeddings) within center ± reach. */
  readonly integers?: boolean;
  /** Lengths that open axes take in turn, e.g. [1, 5]; required where an input has an open axis. */
  readonly lengths?: readonly number[];
  /** A reason why an execution provider is not expected to run this, by provider: shown in the table, and tested to be still true. */
  readonly except?: Readonly<Partial<Record<"webgpu" | "browser-wasm" | "browser-webgpu", string>>>;
}
