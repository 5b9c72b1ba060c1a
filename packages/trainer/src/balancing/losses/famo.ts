// T tasks
import {
  add,
  div,
  log,
  mul,
  relu,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tensor1d,
  tidy,
  variable,
  type Tensor1D,
  type Variable,
} from "@tensorflow/tfjs-core";
import { knownOptions } from "../../model/known-options.ts";
import type { LossBalancing } from "../balancing.ts";
import { atLeastZero, finite, methodOption, positive } from "../method-option.ts";
import { stateless } from "../saved-state.ts";
import { checkTaskValues, inTaskOrder, type TaskValues } from "../task-values.ts";
import { LOSS_FLOOR } from "./loss-floor.ts";
import { withoutGradient } from "./without-gradient.ts";

export interface FamoOptions {
  /** of the weights' own Adam; default 0.025 */
  readonly learningRate?: number;
  /** γ, added to the weights' gradient times the weights; default 0.001 */
  readonly weightDecay?: number;
  /** b, the loss a task could have at best; default 0; losses below count as at it */
  readonly minimum?: TaskValues;
}

/**
 * Fast adaptive multitask optimization: weights under which all losses fall at the same rate, without a gradient for each.
 *
 * Liu, Feng, Stone, Liu 2023, "FAMO: Fast Adaptive Multitask Optimization", algorithm 1: with `z = softmax(w)` and
 * `D = L − b + 1e-8`, the objective is `Σ zₜ·log Dₜ / c`, `c = Σ zₜ/Dₜ` constant. After the update, w follows
 * `log D_before − log D_after` through the softmax's Jacobian, by Adam.
 *
 * @throws PolyheadError `config-invalid`
 */
export function famo(options: FamoOptions = {}): LossBalancing {
  knownOptions(options, ["learningRate", "weightDecay", "minimum"], "famo()");
  const learningRate = methodOption("famo", "learningRate", options.learningRate ?? 0.025, positive);
  const weightDecay = methodOption("famo", "weightDecay", options.weightDecay ?? 1e-3, atLeastZero);
  const minimum = checkTaskValues("famo", "minimum", options.minimum ?? {}, finite);
  return {
    kind: "losses",
    name: "famo",
    options,
    create(tasks) {
      const bounds = inTaskOrder(tasks, minimum, 0, "famo({ minimum })");
      const logits = zeroVariable(tasks.length);
      const adam = graphAdam(logits, learningRate);
      const distance = (losses: Tensor1D): Tensor1D => add(relu(sub(losses, tensor1d(bounds))), LOSS_FLOOR);
      return {
        ...stateless,
        variables: [],
        state: [logits, ...adam.state],
        balance: (losses) => ({
          weights: withoutGradient((x) => {
            const shares = div<Tensor1D>(softmax(logits), distance(x));
            return div(shares, sum(shares));
          }, losses),
        }),
        afterUpdate(before, after) {
          const fall = sub(log(distance(before)), log(distance(after)));
          const z = softmax(logits);
          const gradient = mul(z, sub(fall, sum(mul(z, fall))));
          adam.apply(add(gradient, mul(logits, weightDecay)));
        },
        dispose() {
          for (const item of [logits, ...adam.state]) item.dispose();
        },
      };
    },
  };
}

function zeroVariable(count: number): Variable {
  return tidy(() => variable(tensor1d(new Float32Array(count)), false));
}

/** Adam as a graph of kernels: what it counts, it keeps in variables (Kingma, Ba 2015, algorithm 1). */
function graphAdam(
  values: Variable,
  learningRate: number,
): { readonly state: readonly Variable[]; apply(gradient: Tensor1D): void } {
  const mean = zeroVariable(values.size);
  const squares = zeroVariable(values.size);
  // 1 − βᵗ for both β, as 1 − β + β·(1 − βᵗ⁻¹).
  const corrections = [0.9, 0.999].map((beta) => ({ beta, sum: zeroVariable(1) }));
  return {
    state: [mean, squares, ...corrections.map((correction) => correction.sum)],
    apply(gradient) {
      mean.assign(add(mul(mean, 0.9), mul(gradient, 0.1)));
      squares.assign(add(mul(squares, 0.999), mul(square(gradient), 0.001)));
      for (const { beta, sum: total } of corrections) total.assign(add(mul(total, beta), 1 - beta));
      const [first, second] = corrections.map(({ sum: total }) => total) as [Variable, Variable];
      const size = add(sqrt(div(squares, second)), 1e-8);
      values.assign(sub(values, mul(div(div(mean, first), size), learningRate)));
    },
  };
}
