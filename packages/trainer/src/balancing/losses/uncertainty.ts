import { exp, mul, neg, sum, tensor1d, tidy, variable, type Scalar } from "@tensorflow/tfjs-core";
import type { LossBalancing } from "../balancing.ts";
import { stateless } from "../saved-state.ts";

/**
 * Homoscedastic uncertainty: each task's noise σ is learned with the weights.
 *
 * Kendall, Gal, Cipolla 2018, "Multi-Task Learning Using Uncertainty to Weigh Losses", equations 7 and 10: a Gaussian
 * likelihood gives `L/(2σ²) + log σ`, a softmax `L/σ² + log σ`. Trained as `s = log σ²`, from 0 (σ = 1).
 */
export function uncertainty(): LossBalancing {
  return {
    kind: "losses",
    name: "uncertainty",
    create(tasks) {
      const factors = tidy(() => tensor1d(tasks.map((task) => (task.likelihood === "gaussian" ? 0.5 : 1))));
      const logVariances = tidy(() => variable(tensor1d(tasks.map(() => 0)), true));
      return {
        ...stateless,
        variables: [logVariances],
        state: [],
        balance: () => ({
          weights: mul(exp(neg(logVariances)), factors),
          penalty: mul<Scalar>(sum(logVariances), 0.5),
        }),
        dispose() {
          factors.dispose();
          logVariances.dispose();
        },
      };
    },
  };
}
