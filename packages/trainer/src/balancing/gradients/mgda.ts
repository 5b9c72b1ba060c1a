import type { GramianBalancing } from "../balancing.ts";
import { minimumNormWeights } from "../linear-algebra/minimum-norm.ts";
import { gramianMethod } from "./gramian-method.ts";

/**
 * Multiple-gradient descent: the shortest convex combination of the gradients.
 *
 * Désidéri 2012, "Multiple-gradient descent algorithm (MGDA) for multiobjective optimization"; Sener, Koltun 2018,
 * "Multi-Task Learning as Multi-Objective Optimization", equation 3, which their Frank-Wolfe iterations approach and
 * this solves exactly. Heads learn from their own losses (algorithm 2).
 */
export function mgda(): GramianBalancing {
  return gramianMethod("mgda", "unweighted", minimumNormWeights);
}
