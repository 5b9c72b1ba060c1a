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
          return { direction: pickSigns(jacobian, random.bits), weights: new Float64Array(tasks).fill(1) };
        },
        save: () => ({ json: { step } }),
        restore(saved) {
          step = savedReader("graddrop", saved).count("step");
        },
      };
    },
  };
}

/**
 * The positive parts, `½(Σ|g| + Σg)`, where a draw from −1 to 1 is below `Σg/Σ|g|`, else the negative ones. Without branches,
 * as no processor foresees them.
 *
 * @param bits 32 random ones as a signed integer @returns `[P]`
 */
function pickSigns(jacobian: readonly Float32Array[], bits: () => number): Float32Array {
  const direction = new Float32Array(jacobian[0]?.length ?? 0);
  for (let index = 0; index < direction.length; index++) {
    let sum = 0;
    let size = 0;
    for (let task = 0; task < jacobian.length; task++) {
      const value = jacobian[task]![index]!;
      sum += value;
      size += Math.abs(value);
    }
    const isPositive = Number(bits() * size < 2 ** 31 * sum);
    direction[index] = (sum + size * (2 * isPositive - 1)) / 2;
  }
  return direction;
}
