import { solvePositiveDefinite } from "./cholesky.ts";
import { diagonal, dot, ridged, times, trace } from "./square.ts";

const ROUNDS = 200;

/** Added to the Gramian's diagonal, whose mean is 1 by then: without it, tasks at odds would have no finite weights. */
const RIDGE = 1e-6;

/**
 * The w > 0 with `gramian·w = w^(−power)`, by Newton's method: where the convex ½·wᵀGw − Σ∫w^(−power) is least.
 *
 * @param gramian `[T, T]` row-major
 * @returns `[T]`; ones where all gradients are 0
 */
export function fairWeights(gramian: Float64Array, power: number): Float64Array {
  const order = Math.sqrt(gramian.length);
  const size = trace(gramian) / order;
  if (!(size > 0)) return new Float64Array(order).fill(1);
  const matrix = ridged(gramian, 1 / size, RIDGE);
  let weights: Float64Array = diagonal(matrix).map((value) => value ** (-1 / (1 + power)));
  for (let round = 0; round < ROUNDS; round++) {
    const next = newtonStep(matrix, weights, power);
    if (next === undefined) break;
    weights = next;
  }
  return weights.map((weight) => weight * size ** (-1 / (1 + power)));
}

/** Nothing where the weights are as good as rounding lets them be. */
function newtonStep(matrix: Float64Array, weights: Float64Array, power: number): Float64Array | undefined {
  const order = weights.length;
  const product = times(matrix, weights);
  const gradient = product.map((value, index) => value - weights[index]! ** -power);
  if (gradient.every((value, index) => Math.abs(value) <= 1e-12 * weights[index]! ** -power))
    return undefined;
  const hessian = Float64Array.from(matrix);
  for (const [index, weight] of weights.entries()) {
    hessian[index * (order + 1)]! += power * weight ** (-power - 1);
  }
  const descent = solvePositiveDefinite(
    hessian,
    gradient.map((value) => -value),
  );
  if (descent === undefined) return undefined;
  const slope = dot(gradient, descent);
  const start = objective(matrix, weights, power);
  for (let length = stepInside(weights, descent); length > 1e-12; length /= 2) {
    const next = weights.map((value, index) => value + length * descent[index]!);
    if (objective(matrix, next, power) < start + 1e-4 * length * slope) return next;
  }
  return undefined;
}

/** At most 1, and so short that no weight loses more than nine tenths. */
function stepInside(weights: Float64Array, descent: Float64Array): number {
  const inside = (weight: number, change: number): number => (change < 0 ? (-0.9 * weight) / change : 1);
  return weights.reduce((least, weight, index) => Math.min(least, inside(weight, descent[index]!)), 1);
}

function objective(matrix: Float64Array, weights: Float64Array, power: number): number {
  const utility = (weight: number): number =>
    power === 1 ? Math.log(weight) : weight ** (1 - power) / (1 - power);
  return (
    0.5 * dot(weights, times(matrix, weights)) - weights.reduce((sum, weight) => sum + utility(weight), 0)
  );
}
