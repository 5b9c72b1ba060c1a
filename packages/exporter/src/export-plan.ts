import type { Model } from "@polyhead/onnx";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Length } from "./tensor-handle.ts";

/** A graph that is ready to be written, and what it is to be checked against. */
export interface ExportPlan {
  readonly onnx: Model;
  /** In the order of the model's inputs. */
  readonly inputs: readonly PlannedInput[];
  /** The model's own answer to a batch of graph inputs, by output; called within `tf.tidy`. */
  readonly reference: (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;
  /** The standard deviation of an output that has a unit, by output. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Only where the graph has an output a layer. */
  readonly layers?: readonly TracedLayer[];
}

/** An output of a graph that shows one output of one call of a layer. */
export interface TracedLayer {
  readonly output: string;
  readonly layer: string;
  readonly className: string;
}

/** An input and the values it plausibly has: `center` ± `reach`, one number for all or one for each of the last axis. */
export interface PlannedInput {
  readonly name: string;
  /** Of one example. */
  readonly shape: readonly Length[];
  readonly center: readonly number[];
  readonly reach: readonly number[];
  /** Whether the values are whole numbers, as indices are; false by default. */
  readonly integers?: boolean;
}
