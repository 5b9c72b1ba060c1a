import { randomSource } from "../random.ts";

/**
 * Tells by a row's number whether it is in the share that is held out for testing: about `share` of all rows, at random by
 * seed, the same at every reading, without knowing how many rows there are.
 */
export function heldOutRows(share: number, seed: number): (row: number) => boolean {
  const salt = randomSource(seed, "test share").bits();
  const limit = share * 2 ** 32;
  return (row) => mix((row ^ salt) >>> 0) < limit;
}

/** The finalizer of MurmurHash3 (A. Appleby): every bit of its input moves every bit of the answer. */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
