import type { GramianBalancing } from "../balancing.ts";
import { projectOntoDualCone, regularizedGramian } from "../linear-algebra/dual-cone.ts";
import { uniform } from "../linear-algebra/square.ts";
import { gramianMethod } from "./gramian-method.ts";

/**
 * The mean gradient, projected onto what conflicts with no gradient.
 *
 * Lopez-Paz, Ranzato 2017, "Gradient Episodic Memory for Continual Learning", equation 11.
 */
export function dualproj(): GramianBalancing {
  return gramianMethod("dualproj", "unweighted", (gramian) =>
    projectOntoDualCone(regularizedGramian(gramian), uniform(Math.sqrt(gramian.length))),
  );
}
