import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { diagonal } from "../linear-algebra/square.ts";
import { LOSS_FLOOR } from "../losses/loss-floor.ts";
import { atLeastZero, methodOption, positive } from "../method-option.ts";
import { PlainAdam } from "../plain-adam.ts";
import { listed, savedReader } from "../saved-state.ts";

export interface GradnormOptions {
  /** how strongly tasks are drawn to one rate of training; default 1.5 */
  readonly alpha?: number;
  /** of the weights' own Adam; default 0.025 */
  readonly learningRate?: number;
}

/** Weights stay above, where the paper leaves open what is to keep them positive. */
const LEAST_WEIGHT = 1e-3;

/**
 * Gradient normalization: weights learned so that weighted gradients are of similar length, and longer where a task trains
 * more slowly than the others.
 *
 * Chen et al. 2018, "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks",
 * algorithm 1: the weights descend `Σ |wₜ‖gₜ‖ − n̄·rₜ^α|` with n̄ and r constant, and are scaled to Σw = T. It is linear in
 * the weights, so no second-order gradient is needed. Losses are compared to those of the first step. A task that is not
 * present has the length that it had last; until every task was seen, all weigh 1.
 *
 * @throws PolyheadError `config-invalid`
 */
export function gradnorm(options: GradnormOptions = {}): GramianBalancing {
  knownOptions(options, ["alpha", "learningRate"], "gradnorm()");
  const alpha = methodOption("gradnorm", "alpha", options.alpha ?? 1.5, atLeastZero);
  const learningRate = methodOption("gradnorm", "learningRate", options.learningRate ?? 0.025, positive);
  return {
    kind: "gramian",
    name: "gradnorm",
    options,
    heads: "weighted",
    create({ length: count }) {
      const adam = new PlainAdam(count, learningRate);
      let weights: Float64Array = new Float64Array(count).fill(1);
      /** 0 for a task that was not seen yet */
      const initial = new Float64Array(count);
      const norms = new Float64Array(count);
      return {
        weigh(gramian, losses, present = [...losses.keys()]) {
          const squares = diagonal(gramian);
          for (const task of present) {
            norms[task] = Math.sqrt(Math.max(0, squares[task]!));
            initial[task] ||= Math.max(losses[task]!, LOSS_FLOOR);
          }
          const current = weights;
          if (initial.includes(0)) return current;
          const rates = losses.map((loss, task) => loss / initial[task]!);
          weights = rescaled(adam.update(weights, slopes(weights, norms, rates, alpha)));
          return current;
        },
        save: () => ({
          json: {
            weights: listed(weights),
            initial: listed(initial),
            norms: listed(norms),
            step: adam.state.step,
            mean: listed(adam.state.mean),
            square: listed(adam.state.square),
          },
        }),
        restore(saved) {
          const reader = savedReader("gradnorm", saved);
          weights = reader.numbers("weights", count);
          initial.set(reader.numbers("initial", count));
          norms.set(reader.numbers("norms", count));
          adam.state = {
            step: reader.count("step"),
            mean: reader.numbers("mean", count),
            square: reader.numbers("square", count),
          };
        },
      };
    },
  };
}

/** The gradient of Σ |wₜ‖gₜ‖ − n̄·rₜ^α| in w. */
function slopes(
  weights: Float64Array,
  norms: Float64Array,
  rates: Float64Array,
  alpha: number,
): Float64Array {
  const weighted = norms.map((norm, task) => norm * weights[task]!);
  const target = mean(weighted);
  const rate = mean(rates) || 1;
  return norms.map(
    (norm, task) => norm * Math.sign(weighted[task]! - target * (rates[task]! / rate) ** alpha),
  );
}

/** Above the least weight, and of mean 1. */
function rescaled(weights: Float64Array): Float64Array {
  const above = weights.map((weight) => Math.max(weight, LEAST_WEIGHT));
  const scale = 1 / mean(above);
  return above.map((weight) => weight * scale);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
