import { randomSource } from "../data/random.ts";

/**
 * Deals examples into folds as alike as they can be: shuffled by seed, sorted by label, and dealt in turn.
 *
 * @param labels a number for each example, such as its class
 * @returns the fold of each example, from 0
 */
export function dealFolds(labels: ArrayLike<number>, folds: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: labels.length }, (_, place) => place);
  randomSource(seed, "folds").shuffle(order);
  const sorted = [...order].toSorted((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  const result = new Uint32Array(labels.length);
  for (const [turn, place] of sorted.entries()) result[place] = turn % folds;
  return result;
}
