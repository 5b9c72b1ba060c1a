// T tasks
import { div, exp, log, mean, mul } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { constantMethod } from "./constant-method.ts";
import { floored } from "./loss-floor.ts";

/**
 * Geometric loss strategy: the objective is the geometric mean of the losses.
 *
 * Chennupati et al. 2019, "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task
 * Learning", equation 3: `(Π Lₜ)^(1/T)`, whose gradient is that of Σ wₜ·Lₜ with `wₜ = (Π L)^(1/T) / (T·Lₜ)` constant.
 */
export function geometric(): LossBalancing {
  return constantMethod("geometric", (losses) => {
    const above = floored(losses);
    return div(exp(mean(log(above))), mul(above, losses.size));
  });
}
