import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { InputSpec } from "@polyhead/spec";

/** An input of the model being built: its declaration and its symbolic tensor, standardized, batch first. */
export interface TrunkInput {
  readonly name: string;
  readonly spec: InputSpec;
  readonly tensor: SymbolicTensor;
}

/** Draws the seed of the next initializer, so that a model's first weights depend on the run's seed alone. */
export type NextSeed = () => number;

/** The part of a network that turns inputs into features. */
export interface Trunk {
  readonly kind: string;
  /**
   * @param prefix starts the name of every layer, so that a trunk can be built more than once in a model
   * @returns features, `[batch, units]`
   * @throws PolyheadError `config-invalid` when the trunk cannot read these inputs
   */
  build(inputs: readonly TrunkInput[], prefix: string, nextSeed: NextSeed): SymbolicTensor;
}
