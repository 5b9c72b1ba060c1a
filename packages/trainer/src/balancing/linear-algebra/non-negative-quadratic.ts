import { solvePositiveDefinite } from "./cholesky.ts";
import { times } from "./square.ts";

/**
 * The x ≥ 0 where ½·xᵀQx + cᵀx is least, by the active sets of Lawson and Hanson 1974, "Solving Least Squares Problems",
 * chapter 23: exact after a finite number of changes of the set.
 *
 * @param q `[T, T]` row-major, positive definite @param c `[T]`
 */
export function nonNegativeQuadratic(q: Float64Array, c: Float64Array): Float64Array {
  const x = new Float64Array(c.length);
  const tolerance = 1e-13 * c.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let free: number[] = [];
  for (let change = 0; change < 10 * c.length; change++) {
    const entering = steepest(q, c, x, free, tolerance);
    if (entering === undefined) break;
    free = descend(q, c, x, [...free, entering]);
    // What leaves as it enters had a slope made of rounding alone.
    if (!free.includes(entering)) break;
  }
  return x;
}

/** The coordinate at 0 along which the objective falls fastest. */
function steepest(
  q: Float64Array,
  c: Float64Array,
  x: Float64Array,
  free: readonly number[],
  tolerance: number,
): number | undefined {
  let best: number | undefined;
  let fall = tolerance;
  for (const [index, value] of times(q, x).entries()) {
    const slope = -(value + c[index]!);
    if (slope <= fall || free.includes(index)) continue;
    best = index;
    fall = slope;
  }
  return best;
}

/** Moves x to the least value over the free coordinates; those that reach 0 on the way are no longer free. */
function descend(q: Float64Array, c: Float64Array, x: Float64Array, entering: readonly number[]): number[] {
  let free = [...entering];
  while (free.length > 0) {
    const target = leastOver(q, c, free);
    if (target === undefined) return free.slice(0, -1);
    const step = free.reduce((least, index, at) => Math.min(least, stepToZero(x[index]!, target[at]!)), 1);
    for (const [at, index] of free.entries()) x[index]! += step * (target[at]! - x[index]!);
    if (step === 1) return free;
    const bound = free.filter((index, at) => target[at]! <= 0 && x[index]! <= 1e-15 * Math.abs(target[at]!));
    for (const index of bound) x[index] = 0;
    free = free.filter((index) => !bound.includes(index));
    if (bound.length === 0) return free;
  }
  return free;
}

/** The share of the way from `from` to `to` at which 0 is met. */
function stepToZero(from: number, to: number): number {
  return to > 0 ? 1 : from / (from - to || 1);
}

function leastOver(q: Float64Array, c: Float64Array, free: readonly number[]): Float64Array | undefined {
  const order = c.length;
  const matrix = Float64Array.from(free.flatMap((row) => free.map((column) => q[row * order + column]!)));
  return solvePositiveDefinite(
    matrix,
    Float64Array.from(free, (index) => -c[index]!),
  );
}
