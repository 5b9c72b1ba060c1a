// S sources
import type { Sampling } from "./combine.ts";
import { permutation, type Permutation } from "./permutation.ts";
import { shuffled, type RowSet } from "./row-set.ts";

/** An epoch: which row is in which place. */
export type EpochOrder = Pick<RowSet, "at" | "count">;

export interface OrderOptions {
  /** rows of each source */
  readonly sources: readonly RowSet[];
  readonly sampling: Sampling;
  readonly batchSize: number;
  readonly seed: number;
  /** counts from 1 */
  readonly epoch: number;
}

/** The order in which an epoch goes through the rows of its sources: a function of the seed and the epoch. */
export function epochOrder(options: OrderOptions): EpochOrder {
  const { sources, sampling, seed, epoch } = options;
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return shuffled(only, seed, "shuffle", epoch);
  return sampling === "roundRobin" ? takingTurns(options) : sharing(options, sampling);
}

/** Places of an epoch that each source has: `[S]`, by the largest remainders. */
export function quotas(counts: readonly number[], sampling: Exclude<Sampling, "roundRobin">): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weights = counts.map((count) => weightOf(count, sampling));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((all, count) => all + count, 0);
  const byRemainder = exact
    .map((value, source) => ({ source, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder);
  for (const { source } of byRemainder.slice(0, left)) whole[source]!++;
  return whole;
}

function weightOf(count: number, sampling: Exclude<Sampling, "roundRobin">): number {
  if (sampling === "uniform") return 1;
  if (sampling === "proportional") return count;
  return count ** (1 / (sampling === "squareRoot" ? 2 : sampling.temperature));
}

/** Every place of the epoch is drawn for a source at random, as often as its share says. */
function sharing(
  { sources, seed, epoch }: OrderOptions,
  sampling: Exclude<Sampling, "roundRobin">,
): EpochOrder {
  const own = quotas(
    sources.map(({ count }) => count),
    sampling,
  );
  const count = own.reduce((sum, quota) => sum + quota, 0);
  const mixed = permutation(count, seed, "sources", epoch);
  const walks = sources.map((rows, source) => walkThrough(rows, seed, source));
  return {
    count,
    at(place) {
      let draw = mixed.at(place);
      let source = 0;
      while (draw >= own[source]!) draw -= own[source++]!;
      return walks[source]!((epoch - 1) * own[source]! + draw);
    },
  };
}

/** Batch after batch is of the next source. */
function takingTurns({ sources, batchSize, seed, epoch }: OrderOptions): EpochOrder {
  const count = sources.reduce((sum, rows) => sum + rows.count, 0);
  const batches = Math.ceil(count / batchSize);
  const walks = sources.map((rows, source) => walkThrough(rows, seed, source));
  /** Draws of a source in an epoch. */
  const quota = (source: number): number => {
    const own = Math.ceil((batches - source) / sources.length) * batchSize;
    return (batches - 1) % sources.length === source ? own - (batches * batchSize - count) : own;
  };
  return {
    count,
    at(place) {
      const batch = Math.floor(place / batchSize);
      const source = batch % sources.length;
      const draw = Math.floor(batch / sources.length) * batchSize + (place % batchSize);
      return walks[source]!((epoch - 1) * quota(source) + draw);
    },
  };
}

/** Passes of a source that are at hand: an epoch is rarely spread over more. */
const PASSES = 64;

/** A source's rows again and again, in another order every time; gives the row of the nth draw of the run. */
function walkThrough(rows: RowSet, seed: number, source: number): (draw: number) => number {
  const orders = new Map<number, Permutation>();
  const orderOf = (pass: number): Permutation => {
    const known = orders.get(pass);
    if (known !== undefined) return known;
    if (orders.size === PASSES) orders.clear();
    const order = permutation(rows.count, seed, "shuffle", source, pass);
    orders.set(pass, order);
    return order;
  };
  return (draw) => rows.at(orderOf(Math.floor(draw / rows.count)).at(draw % rows.count));
}
