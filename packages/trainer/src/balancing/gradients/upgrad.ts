import type { GramianBalancing } from "../balancing.ts";
import { projectOntoDualCone, regularizedGramian } from "../linear-algebra/dual-cone.ts";
import { gramianMethod } from "./gramian-method.ts";

/**
 * The mean of the gradients, each first projected onto what conflicts with no gradient.
 *
 * Quinton, Rey 2024, "Jacobian Descent for Multi-Objective Optimization", equation 5.
 */
export function upgrad(): GramianBalancing {
  return gramianMethod("upgrad", "unweighted", (gramian) => projectEach(regularizedGramian(gramian)));
}

/**
 * The weights of the mean of all rows' projections onto their dual cone.
 *
 * @param gramian `[T, T]` row-major, positive definite
 */
export function projectEach(gramian: Float64Array): Float64Array {
  const order = Math.sqrt(gramian.length);
  const weights = new Float64Array(order);
  for (let task = 0; task < order; task++) {
    const own = new Float64Array(order);
    own[task] = 1 / order;
    for (const [index, weight] of projectOntoDualCone(gramian, own).entries()) weights[index]! += weight;
  }
  return weights;
}
