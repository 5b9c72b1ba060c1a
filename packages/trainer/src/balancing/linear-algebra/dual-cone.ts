import { nonNegativeQuadratic } from "./non-negative-quadratic.ts";
import { ridged, times, trace } from "./square.ts";

/** A Jacobian whose squared norm is below counts as 0. */
const NORM_EPSILON = 1e-4;

/** Added to the diagonal of the Gramian, whose trace is 1 by then. */
const REGULARIZATION = 1e-4;

/**
 * The Gramian as the projections take it: of trace 1, and positive definite.
 *
 * Both numbers are those of the authors' own library, TorchJD.
 */
export function regularizedGramian(gramian: Float64Array): Float64Array {
  const size = trace(gramian);
  return ridged(gramian, size < NORM_EPSILON ? 0 : 1 / size, REGULARIZATION);
}

/**
 * The weights of the projection of `Jᵀweights` onto the cone of what conflicts with no row of J: the v ≥ `weights` where
 * vᵀGv is least (Quinton, Rey 2024, "Jacobian Descent for Multi-Objective Optimization", proposition 1).
 *
 * @param gramian `[T, T]` row-major, positive definite @param weights `[T]`
 */
export function projectOntoDualCone(gramian: Float64Array, weights: Float64Array): Float64Array {
  const excess = nonNegativeQuadratic(gramian, times(gramian, weights));
  return excess.map((value, index) => value + weights[index]!);
}
