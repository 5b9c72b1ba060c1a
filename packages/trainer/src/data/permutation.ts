import { randomSource } from "./random.ts";

/** An order of the numbers 0 to `count` − 1 that takes no memory. */
export interface Permutation {
  readonly count: number;
  /** The number in a place. */
  readonly at: (place: number) => number;
  /** The place of a number: `placeOf(at(place))` is `place`. */
  readonly placeOf: (number: number) => number;
}

const ROUNDS = 8;

/**
 * Draws an order by seed and names: a generalized Feistel network over ⌈√count⌉ × ⌈count/⌈√count⌉⌉ numbers, walked along its
 * cycles to stay below `count`, fewer than two walks on average for any count above 2.
 *
 * Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains", sections 3 and 4; the rounds are keyed by `randomSource`
 * and mix by the finalizer of MurmurHash3.
 *
 * @param count at most 2³²
 */
export function permutation(
  count: number,
  seed: number,
  ...names: readonly (string | number)[]
): Permutation {
  const random = randomSource(seed, ...names);
  const keys = Array.from({ length: ROUNDS }, () => [random.bits(), random.bits()] as const);
  const rows = Math.max(1, Math.ceil(Math.sqrt(count)));
  const columns = Math.max(1, Math.ceil(count / rows));
  const drawn = (round: number, half: number, below: number): number => {
    const [first, second] = keys[round]!;
    return (mix(Math.imul(half, 0x9e3779b1) ^ first) + (second >>> 0)) % below;
  };

  function forward(number: number): number {
    let row = Math.floor(number / columns);
    let column = number % columns;
    for (let round = 0; round < ROUNDS; round += 2) {
      row = (row + drawn(round, column, rows)) % rows;
      column = (column + drawn(round + 1, row, columns)) % columns;
    }
    return row * columns + column;
  }

  function backward(number: number): number {
    let row = Math.floor(number / columns);
    let column = number % columns;
    for (let round = ROUNDS - 2; round >= 0; round -= 2) {
      column = (column + columns - drawn(round + 1, row, columns)) % columns;
      row = (row + rows - drawn(round, column, rows)) % rows;
    }
    return row * columns + column;
  }

  return {
    count,
    at: (place) => walk(forward, place, count),
    placeOf: (number) => walk(backward, number, count),
  };
}

function walk(step: (number: number) => number, from: number, count: number): number {
  let number = step(from);
  while (number >= count) number = step(number);
  return number;
}

/** 32 bits of which each depends on every bit of `bits` (Appleby, MurmurHash3's `fmix32`). */
function mix(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
