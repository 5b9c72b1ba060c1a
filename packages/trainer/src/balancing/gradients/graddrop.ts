// P shared parameters
import { randomSource } from "../../data/random.ts";
import type { JacobianBalancing } from "../balancing.ts";
import { savedReader } from "../saved-state.ts";

/**
 * Gradient sign dropout: where gradients differ in sign, one sign is drawn, and the others' parts are left out.
 *
 * Chen et al. 2020, "Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout", algorithm 1 without
 * leak: positive with probability `½(1 + Σg/Σ|g|)`, for each of the shared parameters.
 */
export function graddrop(): JacobianBalancing {
  return {
    kind: "jacobian",
    name: "graddrop",
    heads: "unweighted",
    create({ length: tasks }, seed) {
      let step = 0;
      return {
        combine(jacobian) {
          const random = randomSource(seed, "balancing", "graddrop", step++);
          const direction = pickSigns(jacobian, () => random.bits() / 2 ** 32 + 0.5);
          return { direction, weights: new Float64Array(tasks).fill(1) };
        },
        save: () => ({ json: { step } }),
        restore(saved) {
          step = savedReader("graddrop", saved).count("step");
        },
      };
    },
  };
}

/** @param draw from 0 up to 1, once for every parameter @returns `[P]` */
function pickSigns(jacobian: readonly Float32Array[], draw: () => number): Float32Array {
  const direction = new Float32Array(jacobian[0]?.length ?? 0);
  for (let index = 0; index < direction.length; index++) {
    let [positive, negative] = [0, 0];
    for (const gradient of jacobian) {
      const value = gradient[index]!;
      if (value > 0) positive += value;
      else negative -= value;
    }
    direction[index] = draw() * (positive + negative) < positive ? positive : -negative;
  }
  return direction;
}
