import { knownOptions } from "../../model/known-options.ts";
import type { GramianBalancing } from "../balancing.ts";
import { simplexProjection } from "../linear-algebra/simplex-projection.ts";
import { diagonal, times, uniform } from "../linear-algebra/square.ts";
import { moveAmong, subMatrix } from "../linear-algebra/subset.ts";
import { atLeastZero, belowOne, count, methodOption, positive } from "../method-option.ts";
import { savedReader } from "../saved-state.ts";

export interface SdmgradOptions {
  /** λ, how strongly the direction is drawn to the mean gradient; default 0.3 */
  readonly lambda?: number;
  /** of the weights' descent; default 10 */
  readonly learningRate?: number;
  /** of the weights' descent; default 0.5 */
  readonly momentum?: number;
  /** of the weights' descent in every step; default 20 */
  readonly iterations?: number;
}

/**
 * Stochastic direction-oriented gradient descent: between the mean gradient and the shortest combination of gradients.
 *
 * Xiao, Ban, Ji 2023, "Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms",
 * algorithm 1, with the step sizes of the authors' code: w descends `½‖g_w + λg₀‖²` on the simplex from where it was, and
 * the direction is `(g_w + λg₀)/(1 + λ)`. The paper draws three batches a step, this uses one for all. Where tasks are not
 * present, the others share out among themselves what they weigh together.
 *
 * @throws PolyheadError `config-invalid`
 */
export function sdmgrad(options: SdmgradOptions = {}): GramianBalancing {
  knownOptions(options, ["lambda", "learningRate", "momentum", "iterations"], "sdmgrad()");
  const lambda = methodOption("sdmgrad", "lambda", options.lambda ?? 0.3, atLeastZero);
  const learningRate = methodOption("sdmgrad", "learningRate", options.learningRate ?? 10, positive);
  const momentum = methodOption("sdmgrad", "momentum", options.momentum ?? 0.5, belowOne);
  const iterations = methodOption("sdmgrad", "iterations", options.iterations ?? 20, count);
  return {
    kind: "gramian",
    name: "sdmgrad",
    options,
    heads: "unweighted",
    create({ length }) {
      const directed = (w: Float64Array): Float64Array => w.map((value) => value + lambda / w.length);
      const descend = (matrix: Float64Array, from: Float64Array): Float64Array => {
        let velocity = new Float64Array(from.length);
        let w = from;
        for (let iteration = 0; iteration < iterations; iteration++) {
          const gradient = times(matrix, directed(w));
          velocity = velocity.map((value, task) => momentum * value + gradient[task]!);
          w = simplexProjection(w.map((value, task) => value - learningRate * velocity[task]!));
        }
        return w;
      };
      let weights = uniform(length);
      return {
        weigh(gramian, _, present) {
          const matrix = normalized(present === undefined ? gramian : subMatrix(gramian, present));
          const { all, own } = moveAmong(weights, present, (w) => descend(matrix, w));
          weights = all;
          const count = present?.length ?? length;
          return own.map((value) => (value + lambda / count) / (1 + lambda));
        },
        save: () => ({ json: { weights: [...weights] } }),
        restore(saved) {
          weights = savedReader("sdmgrad", saved).numbers("weights", length);
        },
      };
    },
  };
}

/** Of gradients that are 1 long on average. */
function normalized(gramian: Float64Array): Float64Array {
  const norms = diagonal(gramian).map((value) => Math.sqrt(Math.max(0, value)));
  const scale = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  return scale > 0 ? gramian.map((value) => value / scale / scale) : gramian;
}
