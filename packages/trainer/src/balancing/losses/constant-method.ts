import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { stateless } from "../saved-state.ts";
import { withoutGradient } from "./without-gradient.ts";

/** A method without state whose weights are a function of the losses, and constants to their gradient. */
export function constantMethod(name: string, weights: (losses: Tensor1D) => Tensor1D): LossBalancing {
  return {
    kind: "losses",
    name,
    create: () => ({
      ...stateless,
      variables: [],
      state: [],
      balance: (losses) => ({ weights: withoutGradient(weights, losses) }),
      dispose() {},
    }),
  };
}
