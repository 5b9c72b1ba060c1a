import {
  exp,
  mul,
  neg,
  sum,
  tensor1d,
  tidy,
  variable,
  type Scalar,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import type { BalancedTask, LossBalancing } from "../balancing.ts";
import { stateless } from "../saved-state.ts";

/**
 * Homoscedastic uncertainty: each task's noise σ is learned with the weights.
 *
 * Kendall, Gal, Cipolla 2018, "Multi-Task Learning Using Uncertainty to Weigh Losses", equations 7 and 10: a Gaussian
 * likelihood gives `L/(2σ²) + log σ`, a softmax `L/σ² + log σ`, trained as `s = log σ²` from 0 (σ = 1). By the same reasoning a
 * Laplace distribution of scale b gives `L/b + log b`, trained as `s = log b`; any other negative log-likelihood is scaled as a
 * softmax's is.
 */
export function uncertainty(): LossBalancing {
  return {
    kind: "losses",
    name: "uncertainty",
    create(tasks) {
      const ofEach = (rule: (of: BalancedTask["likelihood"]) => number): Tensor1D =>
        tidy(() => tensor1d(tasks.map(({ likelihood }) => rule(likelihood))));
      const factors = ofEach((likelihood) => (likelihood === "gaussian" ? 0.5 : 1));
      const shares = ofEach((likelihood) => (likelihood === "laplace" ? 1 : 0.5));
      const logVariances = tidy(() => variable(tensor1d(tasks.map(() => 0)), true));
      return {
        ...stateless,
        variables: [logVariances],
        state: [],
        balance: () => ({
          weights: mul(exp(neg(logVariances)), factors),
          penalty: sum<Scalar>(mul(logVariances, shares)),
        }),
        dispose() {
          factors.dispose();
          shares.dispose();
          logVariances.dispose();
        },
      };
    },
  };
}
