import { exp, neg, sum, tensor1d, tidy, variable, type Scalar } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { stateless } from "../saved-state.ts";

/**
 * Impartial losses: a scale learned for each task draws its scaled loss towards 1.
 *
 * Liu et al. 2021, "Towards Impartial Multi-Task Learning", equation 8 with base e: the objective is `Σ e^(sₜ)·Lₜ − sₜ`,
 * whose best s makes every `e^(sₜ)·Lₜ` 1; s starts at 0.
 */
export function imtlL(): LossBalancing {
  return {
    kind: "losses",
    name: "imtl-l",
    create(tasks) {
      const scales = tidy(() => variable(tensor1d(tasks.map(() => 0)), true));
      return {
        ...stateless,
        variables: [scales],
        state: [],
        balance: () => ({ weights: exp(scales), penalty: neg<Scalar>(sum(scales)) }),
        dispose: () => scales.dispose(),
      };
    },
  };
}
