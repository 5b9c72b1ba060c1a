import type { GramianBalancing } from "../balancing.ts";
import { applySpectral, positiveEigenPairs } from "../linear-algebra/symmetric-eigen.ts";
import { diagonal, uniform } from "../linear-algebra/square.ts";
import { gramianMethod } from "./gramian-method.ts";

/** A sum of terms that is this small a share of them is rounding. */
const NO_SUM = 1e-9;

/**
 * Impartial gradients: the direction with the same projection onto every task's gradient.
 *
 * Liu et al. 2021, "Towards Impartial Multi-Task Learning", equation 6, in the form of Quinton, Rey 2024 that allows
 * dependent gradients: `v = G⁺·√diag G`, weights `v/Σv`; uniform where Σv is 0 and there are none.
 */
export function imtlG(): GramianBalancing {
  return gramianMethod("imtl-g", "unweighted", (gramian) => {
    const norms = diagonal(gramian).map((value) => Math.sqrt(Math.max(0, value)));
    const v = applySpectral(positiveEigenPairs(gramian), norms, (value) => 1 / value);
    const sum = v.reduce((total, value) => total + value, 0);
    const size = v.reduce((total, value) => total + Math.abs(value), 0);
    return Math.abs(sum) > NO_SUM * size ? v.map((value) => value / sum) : uniform(v.length);
  });
}
