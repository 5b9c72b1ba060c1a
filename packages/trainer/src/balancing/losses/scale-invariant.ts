import { reciprocal } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { constantMethod } from "./constant-method.ts";
import { floored } from "./loss-floor.ts";

/**
 * Scale-invariant linear scalarization: the objective is `Σ log Lₜ`, the same whatever the losses' units.
 *
 * Navon et al. 2022, "Multi-Task Learning as a Bargaining Game", section 5; its gradient is that of Σ wₜ·Lₜ with
 * `wₜ = 1/Lₜ` constant.
 */
export function scaleInvariant(): LossBalancing {
  return constantMethod("scale-invariant", (losses) => reciprocal(floored(losses)));
}
