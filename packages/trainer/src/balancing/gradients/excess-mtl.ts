// T tasks, N elements of a shared variable
import {
  add,
  div,
  fill,
  sqrt,
  square,
  sum,
  tidy,
  variable,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";
import { knownOptions } from "../../model/known-options.ts";
import type { CoordinateBalancing } from "../balancing.ts";
import { uniform } from "../linear-algebra/square.ts";
import { moveAmong, subVector } from "../linear-algebra/subset.ts";
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
export function excessMtl(options: ExcessMtlOptions = {}): CoordinateBalancing {
  knownOptions(options, ["stepSize", "warmupSteps"], "excessMtl()");
  const stepSize = methodOption("excessMtl", "stepSize", options.stepSize ?? 1, positive);
  const warmup = methodOption("excessMtl", "warmupSteps", options.warmupSteps ?? 1, count);
  return {
    kind: "coordinates",
    name: "excess-mtl",
    options,
    heads: "weighted",
    create({ length: tasks }, _, sizes) {
      // They start at ε, so that √(ε + Σg²) is √Σg².
      const squares = sizes.map((size) => tidy(() => variable(fill([tasks, size], EPSILON), false)));
      let weights = uniform(tasks);
      let initial: Float64Array = new Float64Array(tasks);
      let steps: Float64Array = new Float64Array(tasks);
      return {
        state: squares,
        summarize: (jacobians) =>
          jacobians
            .map((jacobian, at) => excessRisks(jacobian, squares[at]!))
            .reduce((total, part) => add(total, part)),
        weigh(excess, losses, present = [...losses.keys()]) {
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
          return own;
        },
        save: () => ({
          json: { steps: listed(steps), weights: listed(weights), initial: listed(initial) },
        }),
        restore(saved) {
          const reader = savedReader("excess-mtl", saved);
          steps = reader.numbers("steps", tasks);
          weights = reader.numbers("weights", tasks);
          initial = reader.numbers("initial", tasks);
        },
        dispose() {
          for (const sums of squares) sums.dispose();
        },
      };
    },
  };
}

/** Adds the gradients' squares to `squares`, and gives the excess risks, `[T]`. Both are `[T, N]`. */
function excessRisks(jacobian: Tensor2D, squares: Variable): Tensor1D {
  const added = square(jacobian);
  const sums = add(squares, added);
  squares.assign(sums);
  return sum(div(added, sqrt(sums)), 1);
}
