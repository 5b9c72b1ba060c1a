import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { NextSeed, OpenTrunk } from "../trunks/trunk.ts";
import type { SharingReport } from "./report.ts";

/** What a way of sharing is built of. */
export interface SharingParts {
  readonly trunk: OpenTrunk;
  /** names, in order */
  readonly tasks: readonly string[];
  readonly nextSeed: NextSeed;
}

/** How tasks share a trunk: which features each task's head reads. */
export interface Sharing {
  readonly kind: string;
  /** with defaults filled in; a run is resumed with the same only */
  readonly options: Readonly<Record<string, number | undefined>>;
  /**
   * @returns one `[batch, units]` tensor for each of `tasks`, in their order
   * @throws PolyheadError `config-invalid` when the trunk does not allow it
   */
  build(parts: SharingParts): readonly SymbolicTensor[];
  /**
   * Prepares what every step adds to the objective, called under the gradient tape with the step's inputs, standardized, in
   * the model's order.
   */
  penalty?(model: LayersModel, tasks: readonly string[]): (inputs: readonly Tensor[]) => Scalar;
  /**
   * Called before every step, outside of it: what a step draws or anneals is a function of its number and the run's length, so
   * that a run that goes on does as the undisturbed one.
   *
   * @param step counts from 0 over the whole run
   * @param steps of the whole run
   */
  beforeStep?(model: LayersModel, step: number, steps: number): void;
  /**
   * Tells who shares what.
   *
   * @param model that this sharing built, or one loaded from its checkpoint
   * @param inputs examples to average over where sharing depends on them, standardized, in the model's order
   */
  inspect(model: LayersModel, tasks: readonly string[], inputs: readonly Tensor[]): Promise<SharingReport>;
}

/** What a run asks of a way of sharing once its model is built. */
export type BuiltSharing = Omit<Sharing, "build">;
