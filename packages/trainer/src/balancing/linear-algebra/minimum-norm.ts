import { nonNegativeQuadratic } from "./non-negative-quadratic.ts";
import { trace, uniform } from "./square.ts";

/** Far below what tells one direction from another, far above rounding. */
const RIDGE = 1e-11;

/**
 * The weights on the simplex for which Σ weights·rows is shortest, exactly.
 *
 * The shortest point of the hull is that of min ‖Jᵀx‖² + (1 − Σx)² over x ≥ 0, scaled to Σx = 1: for a given direction
 * of x the best length gives ‖Jᵀw‖²/(1 + ‖Jᵀw‖²), which rises with the norm.
 *
 * @param gramian `[T, T]` row-major
 * @returns `[T]`; uniform where all rows are 0
 */
export function minimumNormWeights(gramian: Float64Array): Float64Array {
  if (gramian.length === 4) return minimumNormOfTwo(gramian);
  const order = Math.sqrt(gramian.length);
  const scale = trace(gramian) / order;
  if (!(scale > 0)) return uniform(order);
  const q = gramian.map((value, index) => value / scale + 1 + (index % (order + 1) === 0 ? RIDGE : 0));
  const x = nonNegativeQuadratic(q, new Float64Array(order).fill(-1));
  const sum = x.reduce((total, value) => total + value, 0);
  return sum > 0 ? x.map((value) => value / sum) : uniform(order);
}

function minimumNormOfTwo(gramian: Float64Array): Float64Array {
  const [a, b, , c] = gramian as unknown as readonly [number, number, number, number];
  const difference = a + c - 2 * b;
  const first = difference > 0 ? Math.min(1, Math.max(0, (c - b) / difference)) : 0.5;
  return Float64Array.of(first, 1 - first);
}
