import { knownOptions } from "../../model/known-options.ts";
import type { JacobianBalancing } from "../balancing.ts";
import { gramianOf } from "../linear-algebra/gramian.ts";
import { simplexProjection } from "../linear-algebra/simplex-projection.ts";
import { times, uniform } from "../linear-algebra/square.ts";
import { moveAmong } from "../linear-algebra/subset.ts";
import { weightedSum } from "../linear-algebra/weighted-sum.ts";
import { atLeastZero, fraction, methodOption } from "../method-option.ts";
import { savedReader } from "../saved-state.ts";
import { movingGradients } from "./moving-gradients.ts";

export interface MocoOptions {
  /** step of the gradients' moving means, divided by √k in step k; default 0.5 */
  readonly beta?: number;
  /** step of the weights, divided by √k in step k; default 0.1 */
  readonly gamma?: number;
  /** ρ, draws the weights together; default 0 */
  readonly rho?: number;
}

/**
 * Gradient correction: moving means of the gradients, and weights that descend the length of their combination.
 *
 * Fernando et al. 2023, "Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Approach",
 * algorithm 1: `Y ← Y − βₖ(Y − J)`, `λ ← Π(λ − γₖ(YYᵀ + ρI)λ)` on the simplex, direction `Yᵀλ`. Where tasks are not present,
 * their means stay, and the others share out among themselves what they weigh together.
 *
 * @throws PolyheadError `config-invalid`
 */
export function moco(options: MocoOptions = {}): JacobianBalancing {
  knownOptions(options, ["beta", "gamma", "rho"], "moco()");
  const beta = methodOption("moco", "beta", options.beta ?? 0.5, fraction);
  const gamma = methodOption("moco", "gamma", options.gamma ?? 0.1, atLeastZero);
  const rho = methodOption("moco", "rho", options.rho ?? 0, atLeastZero);
  return {
    kind: "jacobian",
    name: "moco",
    options,
    heads: "unweighted",
    create({ length: tasks }) {
      const means = movingGradients();
      let weights = uniform(tasks);
      let step = 0;
      return {
        combine(jacobian, _, present) {
          const decay = Math.sqrt(++step);
          const rows = means.move(jacobian, beta / decay, present);
          const gramian = gramianOf(present?.map((task) => rows[task]!) ?? rows);
          const { all, own } = moveAmong(weights, present, (w) => {
            const slopes = times(gramian, w);
            return simplexProjection(
              w.map((weight, task) => weight - (gamma / decay) * (slopes[task]! + rho * weight)),
            );
          });
          weights = all;
          return { direction: weightedSum(own, rows), weights: own };
        },
        save: () => ({ json: { step, weights: [...weights] }, arrays: means.rows }),
        restore(saved) {
          const reader = savedReader("moco", saved);
          step = reader.count("step");
          weights = reader.numbers("weights", tasks);
          means.restore(reader.arrays(tasks));
        },
      };
    },
  };
}
