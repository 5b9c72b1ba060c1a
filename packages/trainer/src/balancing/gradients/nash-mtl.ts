import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { fairWeights } from "../linear-algebra/fair-weights.ts";
import { dot, quadraticForm } from "../linear-algebra/square.ts";
import { methodOption, positive } from "../method-option.ts";
import { gramianMethod } from "./gramian-method.ts";

export interface NashMtlOptions {
  /** longer directions are shortened to this; default 1 */
  readonly maxNorm?: number;
}

/**
 * Nash bargaining among the tasks: the weights α > 0 with `Gα = 1/α`.
 *
 * Navon et al. 2022, "Multi-Task Learning as a Bargaining Game", claim 3.1 and algorithm 1; the solution of the convex
 * problem by Newton's method, where the authors approach it by a sequence of others. As in the authors' code, it is that of
 * `G/‖G‖`, so that weights have no unit and the direction, √(T‖G‖) long before it is shortened, vanishes with the gradients.
 *
 * @throws PolyheadError `config-invalid`
 */
export function nashMtl(options: NashMtlOptions = {}): GramianBalancing {
  knownOptions(options, ["maxNorm"], "nashMtl()");
  const maxNorm = methodOption("nashMtl", "maxNorm", options.maxNorm ?? 1, positive);
  const method = gramianMethod("nash-mtl", "weighted", (gramian) => {
    const size = Math.sqrt(dot(gramian, gramian));
    const weights = fairWeights(gramian, 1).map((weight) => weight * (size > 0 ? Math.sqrt(size) : 1));
    const shrink = Math.max(1, Math.sqrt(quadraticForm(gramian, weights)) / maxNorm);
    return weights.map((weight) => weight / shrink);
  });
  return { ...method, options };
}
