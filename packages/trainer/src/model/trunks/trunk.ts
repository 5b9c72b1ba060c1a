import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { FittedInput, InputSpec } from "@polyhead/spec";

/** An input of the model being built: its declaration, fitted where it is known, and its symbolic tensor, batch first. */
export interface TrunkInput {
  readonly name: string;
  readonly spec: InputSpec | FittedInput;
  readonly tensor: SymbolicTensor;
}

/** Draws the seed of the next initializer, so that a model's first weights depend on the run's seed alone. */
export type NextSeed = () => number;

/** The part of a network that turns inputs into features. */
export interface Trunk {
  readonly kind: string;
  /** @throws PolyheadError `config-invalid` when the trunk cannot read these inputs */
  open(inputs: readonly TrunkInput[], nextSeed: NextSeed): OpenTrunk;
}

/** A trunk over a model's inputs, before its layers are made: as often as the model's sharing needs them. */
export interface OpenTrunk {
  /** what the first block reads; its only weights are embeddings of the inputs, which all that is made of the blocks shares */
  readonly stem: SymbolicTensor;
  /** every input side by side, `[batch, numbers]`, pictures coarse, with embeddings and no other weights: what gates read */
  readonly flat: SymbolicTensor;
  /** in order; the last one gives `[batch, units]`, or of a text `[batch, length, units]` */
  readonly blocks: readonly Block[];
  /** Takes the mean over what features are of, `[batch, units]`; absent where all of it counts. @param name of its layer */
  readonly pool?: (features: SymbolicTensor, name: string) => SymbolicTensor;
  /** Makes one vector of a text's features, `[batch, units]`; absent where they are one. @param name starts its layers' names */
  readonly vector?: (features: SymbolicTensor, name: string, nextSeed: NextSeed) => SymbolicTensor;
}

/**
 * Makes one copy of a block's layers: features of the block before → its own. The same copy may be called several times.
 *
 * @param prefix starts the name of every layer, so that a block can be made more than once in a model
 */
export type Block = (prefix: string, nextSeed: NextSeed) => (features: SymbolicTensor) => SymbolicTensor;

/** One copy of several blocks, one after the other. */
export function chain(blocks: readonly Block[], prefix: string, nextSeed: NextSeed): ReturnType<Block> {
  const made = blocks.map((block) => block(prefix, nextSeed));
  return (features) => made.reduce((tensor, layers) => layers(tensor), features);
}
