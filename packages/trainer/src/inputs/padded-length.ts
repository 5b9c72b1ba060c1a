/** Shortest length that texts are padded to. */
const SHORTEST = 8;

/**
 * The length that a batch of texts is padded to: 8, 12, 16, 24, 32, 48, … up to the longest that the model reads.
 *
 * A training step is compiled once a shape, so that few lengths save more than padding costs.
 */
export function paddedLength(longest: number, maxLength: number): number {
  let length = SHORTEST;
  while (length < longest) length += 2 ** Math.floor(Math.log2(length) - 1);
  return Math.min(length, maxLength);
}
