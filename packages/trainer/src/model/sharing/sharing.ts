import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { NextSeed, Trunk, TrunkInput } from "../trunks/trunk.ts";

/** How tasks share a trunk: which features each task's head reads. */
export interface Sharing {
  readonly kind: string;
  /** @returns one `[batch, units]` tensor for each of `tasks`, in their order */
  build(
    trunk: Trunk,
    inputs: readonly TrunkInput[],
    tasks: readonly string[],
    nextSeed: NextSeed,
  ): readonly SymbolicTensor[];
}
