import type { GramianBalancing } from "../balancing.ts";
import { applySpectral, positiveEigenPairs } from "../linear-algebra/symmetric-eigen.ts";
import { diagonal, quadraticForm, times, uniform } from "../linear-algebra/square.ts";
import { gramianMethod } from "./gramian-method.ts";

/**
 * ConFIG: the direction with the same cosine to every gradient, as long as the gradients' projections on it together.
 *
 * Liu, Chu, Thuerey 2025, "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", equations 2
 * and 3. With norms D and cosines C = D⁻¹GD⁻¹, the direction before scaling is `Jᵀa`, `a = D⁻¹C⁺1`.
 */
export function conFIG(): GramianBalancing {
  return gramianMethod("config", "unweighted", (gramian) => {
    const order = Math.sqrt(gramian.length);
    const inverseNorms = diagonal(gramian).map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));
    const cosines = gramian.map(
      (value, index) => value * inverseNorms[Math.floor(index / order)]! * inverseNorms[index % order]!,
    );
    const even = applySpectral(
      positiveEigenPairs(cosines),
      new Float64Array(order).fill(1),
      (value) => 1 / value,
    );
    const direction = even.map((value, index) => value * inverseNorms[index]!);
    const square = quadraticForm(gramian, direction);
    if (!(square > 0)) return uniform(order);
    const projections = times(gramian, direction).reduce((sum, value) => sum + value, 0);
    return direction.map((value) => (value * projections) / square);
  });
}
