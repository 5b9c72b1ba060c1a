import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { fairWeights } from "../linear-algebra/fair-weights.ts";
import { methodOption, positive } from "../method-option.ts";
import { gramianMethod } from "./gramian-method.ts";

export interface FairgradOptions {
  /** α: 1 is proportional fairness, large values look after the worst task; default 1 */
  readonly alpha?: number;
}

/**
 * Fair resource allocation: weights with `Gw = w^(−1/α)`.
 *
 * Ban, Ji 2024, "Fair Resource Allocation in Multi-Task Learning", equation 5 and algorithm 1, by Newton's method.
 *
 * @throws PolyheadError `config-invalid`
 */
export function fairgrad(options: FairgradOptions = {}): GramianBalancing {
  knownOptions(options, ["alpha"], "fairgrad()");
  const alpha = methodOption("fairgrad", "alpha", options.alpha ?? 1, positive);
  return { ...gramianMethod("fairgrad", "weighted", (gramian) => fairWeights(gramian, 1 / alpha)), options };
}
