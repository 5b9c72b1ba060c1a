import { randomSource } from "../data/random.ts";

/** Folds that examples are parted into, at most. */
const FOLDS = 5;

/** What examples are parted into to try penalties. */
export interface Folds {
  readonly count: number;
  /** of each example, from 0; `count` for one that is never held out */
  readonly of: Uint32Array;
}

/**
 * Deals examples into folds as alike as they can be: shuffled by seed, sorted by label, and dealt in turn.
 *
 * Of classes, there are no more folds than the second most frequent has examples, so that two are in each and every fold has about
 * the same shares: what was learned without the only positives would rank them last. An example that is alone of its
 * class is never held out.
 *
 * @param labels a number for each example, such as its class
 * @param areClasses whether equal labels are one class
 * @returns undefined where there are too few examples
 */
export function dealFolds(labels: ArrayLike<number>, areClasses: boolean, seed: number): Folds | undefined {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [, second = 0] = [...counts.values()].toSorted((a, b) => b - a);
  const count = areClasses ? Math.min(FOLDS, second) : FOLDS;
  if (labels.length < FOLDS || count < 2) return undefined;
  const order = Uint32Array.from({ length: labels.length }, (_, place) => place);
  randomSource(seed, "folds").shuffle(order);
  const sorted = [...order]
    .filter((place) => !areClasses || counts.get(labels[place] ?? 0) !== 1)
    .toSorted((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  const of = new Uint32Array(labels.length).fill(count);
  for (const [turn, place] of sorted.entries()) of[place] = turn % count;
  return { count, of };
}
