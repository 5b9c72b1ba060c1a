import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing, Present } from "../balancing.ts";
import { uniform } from "../linear-algebra/square.ts";
import { belowOne, methodOption } from "../method-option.ts";
import { listed, savedReader } from "../saved-state.ts";

export interface SmoothedOptions {
  /** α, share of the past in the weights; default 0.9 */
  readonly momentum?: number;
}

/**
 * Smooths a method's weights over steps, which its noisy gradients make jump.
 *
 * Zhou et al. 2022, "On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond", algorithm 1
 * (CR-MOGM): `λ ← α·λ + (1 − α)·λ̂`, from uniform weights; those of tasks that are not present stay.
 *
 * @throws PolyheadError `config-invalid`
 */
export function smoothed(method: GramianBalancing, options: SmoothedOptions = {}): GramianBalancing {
  knownOptions(options, ["momentum"], "smoothed()");
  const momentum = methodOption("smoothed", "momentum", options.momentum ?? 0.9, belowOne);
  return {
    ...method,
    name: `smoothed ${method.name}`,
    options: [options, method.options],
    create(tasks, seed) {
      const inner = method.create(tasks, seed);
      let weights = uniform(tasks.length);
      const move = (drawn: Float64Array, present?: Present): Float64Array => {
        weights = weights.map((weight, task) =>
          (present?.includes(task) ?? true) ? momentum * weight + (1 - momentum) * drawn[task]! : weight,
        );
        return weights;
      };
      return {
        heldWeights() {
          const held = inner.heldWeights?.();
          return held && move(held);
        },
        weigh: (gramian, losses, present) => move(inner.weigh(gramian, losses, present), present),
        save() {
          const { json } = inner.save();
          return { json: { weights: listed(weights), method: json } };
        },
        restore(saved) {
          const reader = savedReader("smoothed", saved);
          weights = reader.numbers("weights", tasks.length);
          inner.restore({ json: reader.value("method") });
        },
      };
    },
  };
}
