// P shared parameters
import { knownOptions } from "../../model/known-options.ts";
import type { JacobianBalancing } from "../balancing.ts";
import { uniform } from "../linear-algebra/square.ts";
import { weightedSum } from "../linear-algebra/weighted-sum.ts";
import { softmaxOf } from "../linear-algebra/softmax.ts";
import { count, methodOption, positive } from "../method-option.ts";
import { listed, savedReader } from "../saved-state.ts";

export interface ExcessMtlOptions {
  /** of the weights; default 1 */
  readonly stepSize?: number;
  /** steps with uniform weights whose mean excess risks are the measure of later ones; default 1, the paper has 3 epochs */
  readonly warmupSteps?: number;
}

const EPSILON = 1e-7;

/**
 * Excess risks: a task that could still improve weighs more, one that is only noisy does not.
 *
 * He et al. 2024, "Robust Multi-Task Learning with Excess Risks", equations 6, 7 and 9 and appendix C.1: the excess risk
 * is `Eₜ = Σ gₜ²/√(Σ_steps gₜ²)`, as a share of its mean over the first steps, and `wₜ ← wₜ·exp(η·Eₜ)`, scaled to Σw = 1.
 *
 * @throws PolyheadError `config-invalid`
 */
export function excessMtl(options: ExcessMtlOptions = {}): JacobianBalancing {
  knownOptions(options, ["stepSize", "warmupSteps"], "excessMtl()");
  const stepSize = methodOption("excessMtl", "stepSize", options.stepSize ?? 1, positive);
  const warmup = methodOption("excessMtl", "warmupSteps", options.warmupSteps ?? 1, count);
  return {
    kind: "jacobian",
    name: "excess-mtl",
    options,
    heads: "weighted",
    create({ length: tasks }) {
      let squares: Float32Array[] = [];
      let weights = uniform(tasks);
      let initial: Float64Array = new Float64Array(tasks);
      let step = 0;
      return {
        combine(jacobian) {
          squares = jacobian.map((gradient, task) => squares[task] ?? new Float32Array(gradient.length));
          const excess = Float64Array.from(jacobian, (gradient, task) =>
            excessRisk(gradient, squares[task]!),
          );
          if (step++ < warmup) initial = initial.map((value, task) => value + excess[task]! / warmup);
          else {
            const shares = excess.map((value, task) => value / (initial[task]! + EPSILON));
            weights = Float64Array.from(
              softmaxOf([...weights].map((weight, task) => Math.log(weight) + stepSize * shares[task]!)),
            );
          }
          return { direction: weightedSum(weights, jacobian), weights };
        },
        save: () => ({ json: { step, weights: listed(weights), initial: listed(initial) }, arrays: squares }),
        restore(saved) {
          const reader = savedReader("excess-mtl", saved);
          step = reader.count("step");
          weights = reader.numbers("weights", tasks);
          initial = reader.numbers("initial", tasks);
          squares = reader.arrays(tasks);
        },
      };
    },
  };
}

/** Adds the gradient's squares to `squares`. Both `[P]`. */
function excessRisk(gradient: Float32Array, squares: Float32Array): number {
  let excess = 0;
  for (let index = 0; index < gradient.length; index++) {
    const square = gradient[index]! ** 2;
    const sum = squares[index]! + square;
    squares[index] = sum;
    excess += square / Math.sqrt(sum + EPSILON);
  }
  return excess;
}
