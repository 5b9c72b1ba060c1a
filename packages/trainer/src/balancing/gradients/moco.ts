import { knownOptions } from "../../model/known-options.ts";
import { assignedValues } from "../assigned-values.ts";
import type { CoordinateBalancing } from "../balancing.ts";
import { gramianOf } from "../linear-algebra/gramian.ts";
import { simplexProjection } from "../linear-algebra/simplex-projection.ts";
import { times, uniform } from "../linear-algebra/square.ts";
import { moveAmong, subMatrix } from "../linear-algebra/subset.ts";
import { atLeastZero, fraction, methodOption } from "../method-option.ts";
import { listed, savedReader } from "../saved-state.ts";
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
export function moco(options: MocoOptions = {}): CoordinateBalancing {
  knownOptions(options, ["beta", "gamma", "rho"], "moco()");
  const beta = methodOption("moco", "beta", options.beta ?? 0.5, fraction);
  const gamma = methodOption("moco", "gamma", options.gamma ?? 0.1, atLeastZero);
  const rho = methodOption("moco", "rho", options.rho ?? 0, atLeastZero);
  return {
    kind: "coordinates",
    name: "moco",
    options,
    heads: "unweighted",
    create({ length: tasks }, _, sizes) {
      const means = movingGradients(tasks, sizes);
      const shares = assignedValues(new Float32Array(tasks));
      let weights = uniform(tasks);
      let step = 0;
      return {
        state: means.state,
        beforeStep: () => shares.set(new Float32Array(tasks).fill(beta / Math.sqrt(step + 1))),
        summarize: (jacobians, present) => gramianOf(means.move(jacobians, shares.variable, present)),
        weigh(gramian, __, present) {
          const decay = Math.sqrt(++step);
          const matrix = present === undefined ? gramian : subMatrix(gramian, present);
          const { all, own } = moveAmong(weights, present, (w) => {
            const slopes = times(matrix, w);
            return simplexProjection(
              w.map((weight, task) => weight - (gamma / decay) * (slopes[task]! + rho * weight)),
            );
          });
          weights = all;
          return own;
        },
        combine: (__, own) => means.combine(own),
        save: () => ({ json: { step, weights: listed(weights) } }),
        restore(saved) {
          const reader = savedReader("moco", saved);
          step = reader.count("step");
          weights = reader.numbers("weights", tasks);
        },
        dispose() {
          means.dispose();
          shares.variable.dispose();
        },
      };
    },
  };
}
