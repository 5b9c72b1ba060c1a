import { onesLike } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "./balancing.ts";

/** Every loss has weight 1. */
export function equal(): LossBalancing {
  return {
    kind: "losses",
    name: "equal",
    create: () => ({
      variables: [],
      balance: (losses) => ({ weights: onesLike(losses) }),
      dispose() {},
    }),
  };
}
