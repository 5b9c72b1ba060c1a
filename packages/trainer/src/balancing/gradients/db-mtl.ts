import { knownOptions } from "../../model/known-options.ts";
import type { JacobianBalancing } from "../balancing.ts";
import { gramianOf } from "../linear-algebra/gramian.ts";
import { diagonal } from "../linear-algebra/square.ts";
import { spread, subVector } from "../linear-algebra/subset.ts";
import { weightedSum } from "../linear-algebra/weighted-sum.ts";
import { scaleInvariant } from "../losses/scale-invariant.ts";
import { belowOne, methodOption } from "../method-option.ts";
import { savedReader } from "../saved-state.ts";
import { movingGradients } from "./moving-gradients.ts";

export interface DbMtlOptions {
  /** share of the past in the gradients' moving means; default 0.9 */
  readonly beta?: number;
}

/**
 * Dual balancing: the logarithms of the losses, and their gradients' moving means all made as long as the longest.
 *
 * Lin et al. 2023, "Dual-Balancing for Multi-Task Learning", algorithm 1. The means of tasks that are not present stay, and
 * are left out of the step.
 *
 * @throws PolyheadError `config-invalid`
 */
export function dbMtl(options: DbMtlOptions = {}): JacobianBalancing {
  knownOptions(options, ["beta"], "dbMtl()");
  const beta = methodOption("dbMtl", "beta", options.beta ?? 0.9, belowOne);
  return {
    kind: "jacobian",
    name: "db-mtl",
    options,
    losses: scaleInvariant(),
    heads: "unweighted",
    create({ length: tasks }) {
      const means = movingGradients();
      return {
        combine(jacobian, _, present = [...jacobian.keys()]) {
          const rows = means.move(jacobian, 1 - beta, present);
          const norms = subVector(diagonal(gramianOf(rows)), present).map(Math.sqrt);
          const longest = Math.max(...norms);
          const own = norms.map((norm) => (norm > 0 ? longest / norm : 1));
          const weights = spread(new Float64Array(tasks), present, own);
          return { direction: weightedSum(weights, rows), weights };
        },
        save: () => ({ json: null, arrays: means.rows }),
        restore: (saved) => means.restore(savedReader("db-mtl", saved).arrays(tasks)),
      };
    },
  };
}
