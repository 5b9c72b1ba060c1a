// T tasks, K of them in a subset
import { orderOf, uniform } from "./square.ts";

/** `[K]`: the values in some places. */
export function subVector(vector: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => vector[place]!);
}

/** `[K, K]` of a `[T, T]`, row-major both. */
export function subMatrix(matrix: Float64Array, places: readonly number[]): Float64Array {
  const order = orderOf(matrix);
  return Float64Array.from(places.flatMap((row) => places.map((column) => matrix[row * order + column]!)));
}

/** `[T]`: `values` `[K]` in their places among `others` `[T]`. */
export function spread(others: Float64Array, places: readonly number[], values: Float64Array): Float64Array {
  const result = Float64Array.from(others);
  for (const [index, place] of places.entries()) result[place] = values[index]!;
  return result;
}

/** Weights after a move of some of them. */
export interface Moved {
  /** `[T]`, of the same sum */
  readonly all: Float64Array;
  /** `[T]`: those that moved, of sum 1 among themselves, and 0 */
  readonly own: Float64Array;
}

/**
 * Moves weights of the simplex among some tasks, whose sum stays what it was.
 *
 * @param places undefined for all tasks
 * @param move from weights of sum 1 to others, `[K]`
 */
export function moveAmong(
  weights: Float64Array,
  places: readonly number[] | undefined,
  move: (weights: Float64Array) => Float64Array,
): Moved {
  if (places === undefined) {
    const moved = move(weights);
    return { all: moved, own: moved };
  }
  const before = subVector(weights, places);
  const sum = before.reduce((total, weight) => total + weight, 0);
  const moved = move(sum > 0 ? before.map((weight) => weight / sum) : uniform(places.length));
  return {
    all: spread(
      weights,
      places,
      moved.map((weight) => weight * sum),
    ),
    own: spread(new Float64Array(weights.length), places, moved),
  };
}
