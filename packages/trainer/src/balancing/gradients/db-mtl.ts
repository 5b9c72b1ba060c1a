import { fill, type Rank } from "@tensorflow/tfjs-core";
import { knownOptions } from "../../model/known-options.ts";
import type { CoordinateBalancing } from "../balancing.ts";
import { gramianOf } from "../linear-algebra/gramian.ts";
import { diagonal } from "../linear-algebra/square.ts";
import { spread, subVector } from "../linear-algebra/subset.ts";
import { scaleInvariant } from "../losses/scale-invariant.ts";
import { belowOne, methodOption } from "../method-option.ts";
import { stateless } from "../saved-state.ts";
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
export function dbMtl(options: DbMtlOptions = {}): CoordinateBalancing {
  knownOptions(options, ["beta"], "dbMtl()");
  const beta = methodOption("dbMtl", "beta", options.beta ?? 0.9, belowOne);
  return {
    kind: "coordinates",
    name: "db-mtl",
    options,
    losses: scaleInvariant(),
    heads: "unweighted",
    create({ length: tasks }, _, sizes) {
      const means = movingGradients(tasks, sizes);
      return {
        ...stateless,
        state: means.state,
        summarize: (jacobians, present) =>
          gramianOf(means.move(jacobians, fill<Rank.R1>([tasks], 1 - beta), present)),
        weigh(gramian, losses, present = [...losses.keys()]) {
          const norms = subVector(diagonal(gramian), present).map((square) => Math.sqrt(Math.max(0, square)));
          const longest = Math.max(...norms);
          const own = norms.map((norm) => (norm > 0 ? longest / norm : 1));
          return spread(new Float64Array(tasks), present, own);
        },
        combine: (__, weights) => means.combine(weights),
        dispose: () => means.dispose(),
      };
    },
  };
}
