import { div, mul, softmax, sub, tensor1d } from "@tensorflow/tfjs-core";
import { knownOptions } from "../../model/known-options.ts";
import type { LossBalancing } from "../balancing.ts";
import { finite, methodOption, positive } from "../method-option.ts";
import { checkTaskValues, inTaskOrder, type TaskValues } from "../task-values.ts";
import { constantMethod } from "./constant-method.ts";

export interface StchOptions {
  /** smoothness: towards 0, the worst loss alone counts; default 1 */
  readonly mu?: number;
  /** λ, how much a task matters; default 1 */
  readonly preferences?: TaskValues;
  /** z, the loss a task could have at best; default 0 */
  readonly ideal?: TaskValues;
}

/**
 * Smooth Tchebycheff scalarization: the objective is `μ·log Σ exp(λₜ(Lₜ − zₜ)/μ)`, a smooth maximum.
 *
 * Lin et al. 2024, "Smooth Tchebycheff Scalarization for Multi-Objective Optimization", equation 7; its gradient is that
 * of Σ wₜ·Lₜ with `w = λ·softmax(λ(L − z)/μ)` constant, which does not overflow for a small μ. The authors' code for deep
 * networks has logarithms of the losses' shares of those of an early epoch in their place.
 *
 * @throws PolyheadError `config-invalid`
 */
export function stch(options: StchOptions = {}): LossBalancing {
  knownOptions(options, ["mu", "preferences", "ideal"], "stch()");
  const { preferences = {}, ideal = {} } = options;
  const mu = methodOption("stch", "mu", options.mu ?? 1, positive);
  checkTaskValues("stch", "preferences", preferences, positive);
  checkTaskValues("stch", "ideal", ideal, finite);
  return {
    kind: "losses",
    name: "stch",
    options,
    create(tasks, seed) {
      const lambda = inTaskOrder(tasks, preferences, 1, "stch({ preferences })");
      const z = inTaskOrder(tasks, ideal, 0, "stch({ ideal })");
      return constantMethod("stch", (losses) =>
        mul(lambda, softmax(div(mul(lambda, sub(losses, tensor1d(z))), mu))),
      ).create(tasks, seed);
    },
  };
}
