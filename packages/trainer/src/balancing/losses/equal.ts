import { onesLike } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { constantMethod } from "./constant-method.ts";

/** Every loss has weight 1. */
export function equal(): LossBalancing {
  return constantMethod("equal", (losses) => onesLike(losses));
}
