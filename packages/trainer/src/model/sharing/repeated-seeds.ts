import type { NextSeed } from "../trunks/trunk.ts";

/**
 * Streams of seeds that are all the same, so that towers start with equal weights: what stitches channel to channel, or pulls
 * weight to weight, needs towers whose units correspond.
 */
export function repeatedSeeds(nextSeed: NextSeed): () => NextSeed {
  const drawn: number[] = [];
  return () => {
    let next = 0;
    return () => (drawn[next++] ??= nextSeed());
  };
}
