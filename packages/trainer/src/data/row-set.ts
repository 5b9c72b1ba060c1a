import { permutation, type Permutation } from "./permutation.ts";

/** Some rows of a split in an order, without a list of them. */
export interface RowSet {
  readonly count: number;
  /** what all of the rows are below */
  readonly end: number;
  /** The row in a place of the order. */
  readonly at: (place: number) => number;
  readonly has: (row: number) => boolean;
}

/** Sets of at most as many rows are listed to be sorted. */
const LISTED = 2 ** 16;

/** All rows, in their own order. */
export function allRows(count: number): RowSet {
  return { count, end: count, at: (place) => place, has: (row) => row < count };
}

/** The rows `start` + n for the numbers n in some places of an order. */
export function rowsInPlaces(
  { at, placeOf, count }: Permutation,
  start: number,
  [from, to]: readonly [number, number],
): RowSet {
  return {
    count: to - from,
    end: start + count,
    at: (place) => start + at(from + place),
    has(row) {
      if (row < start || row >= start + count) return false;
      const place = placeOf(row - start);
      return place >= from && place < to;
    },
  };
}

/** The rows of several sets, one set after another. */
export function unionOf(sets: readonly RowSet[]): RowSet {
  return {
    count: sets.reduce((sum, { count }) => sum + count, 0),
    end: Math.max(0, ...sets.map(({ end }) => end)),
    at(place) {
      let before = 0;
      for (const set of sets) {
        if (place < before + set.count) return set.at(place - before);
        before += set.count;
      }
      return Number.NaN;
    },
    has: (row) => sets.some((set) => set.has(row)),
  };
}

/** The rows in another order, drawn by seed and names. */
export function shuffled(
  rows: Pick<RowSet, "at" | "count">,
  seed: number,
  ...names: readonly (string | number)[]
): Pick<RowSet, "at" | "count"> {
  const order = permutation(rows.count, seed, ...names);
  return { count: rows.count, at: (place) => rows.at(order.at(place)) };
}

/** The rows in the places from `from` on: `length` of them, or as many as there are. */
export function rowsFrom(
  { at, count }: Pick<RowSet, "at" | "count">,
  from: number,
  length: number,
): Uint32Array {
  return Uint32Array.from({ length: Math.min(length, count - from) }, (_, index) => at(from + index));
}

/** The places of all of so many rows. */
export function allPlaces(count: number): Uint32Array {
  return rowsFrom(allRows(count), 0, count);
}

/** All of the rows from the lowest to the highest, `length` at a time. */
export function* ascending(rows: RowSet, length: number): Generator<Uint32Array> {
  if (rows.count <= LISTED) {
    const sorted = rowsFrom(rows, 0, rows.count).toSorted();
    for (let from = 0; from < sorted.length; from += length) yield sorted.subarray(from, from + length);
    return;
  }
  let lot: number[] = [];
  for (let row = 0; row < rows.end; row++) {
    if (!rows.has(row)) continue;
    lot.push(row);
    if (lot.length < length) continue;
    yield Uint32Array.from(lot);
    lot = [];
  }
  if (lot.length > 0) yield Uint32Array.from(lot);
}
