// P shared parameters
import { knownOptions } from "../../model/known-options.ts";
import type { JacobianBalancing } from "../balancing.ts";
import { uniform } from "../linear-algebra/square.ts";
import { moveAmong, subVector } from "../linear-algebra/subset.ts";
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
 * Steps are counted by task where it is present; where some are not, the others share out among themselves what they weigh
 * together.
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
      let steps: Float64Array = new Float64Array(tasks);
      return {
        combine(jacobian, _, present = [...jacobian.keys()]) {
          squares = jacobian.map((gradient, task) => squares[task] ?? new Float32Array(gradient.length));
          const excess = Float64Array.from(jacobian, (gradient, task) =>
            excessRisk(gradient, squares[task]!),
          );
          const started = present.every((task) => steps[task]! >= warmup);
          for (const task of present) if (steps[task]!++ < warmup) initial[task]! += excess[task]! / warmup;
          const shares = excess.map((value, task) => value / (initial[task]! + EPSILON));
          const gain = subVector(shares, present);
          const { all, own } = moveAmong(weights, present.length === tasks ? undefined : present, (w) =>
            started
              ? Float64Array.from(
                  softmaxOf([...w].map((weight, task) => Math.log(weight) + stepSize * gain[task]!)),
                )
              : w,
          );
          weights = all;
          return { direction: weightedSum(own, jacobian), weights: own };
        },
        save: () => ({
          json: { steps: listed(steps), weights: listed(weights), initial: listed(initial) },
          arrays: squares,
        }),
        restore(saved) {
          const reader = savedReader("excess-mtl", saved);
          steps = reader.numbers("steps", tasks);
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
