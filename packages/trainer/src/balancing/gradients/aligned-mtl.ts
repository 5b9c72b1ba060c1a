import type { GramianBalancing } from "../balancing.ts";
import { applySpectral, positiveEigenPairs } from "../linear-algebra/symmetric-eigen.ts";
import { uniform } from "../linear-algebra/square.ts";
import { gramianMethod } from "./gramian-method.ts";

/**
 * Independent component alignment: the Jacobian's nearest matrix whose principal components are all as long as its
 * shortest, and the mean of its rows.
 *
 * Senushkin et al. 2023, "Independent Component Alignment for Multi-Task Learning", algorithm 1: with `G = VΛVᵀ`, the
 * weights are `√λ_min·VΛ^(−½)Vᵀu`, u the uniform weights.
 */
export function alignedMtl(): GramianBalancing {
  return gramianMethod("aligned-mtl", "unweighted", (gramian) => {
    const mean = uniform(Math.sqrt(gramian.length));
    const pairs = positiveEigenPairs(gramian);
    const least = pairs.at(-1)?.value;
    return least === undefined ? mean : applySpectral(pairs, mean, (value) => Math.sqrt(least / value));
  });
}
