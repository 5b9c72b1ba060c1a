/**
 * The largest magnitude of an 8-bit weight.
 *
 * A sum of two products with 8-bit activations, 2 · 255 · 64, then fits 16 bits, so that processors whose 8-bit
 * instructions saturate there (AVX2 and AVX-512 without VNNI) compute what all others do. It is what ONNX Runtime's
 * quantizer calls `reduce_range`.
 */
const MAX_INT8_WEIGHT = 64;

/** The step by which numbers up to `largest` in magnitude fill the range of 8-bit weights; 1 where all are 0. */
export function weightScale(largest: number): number {
  return largest === 0 ? 1 : Math.fround(largest / MAX_INT8_WEIGHT);
}

/** The number of steps nearest to `value`. */
export function quantizedWeight(value: number, scale: number): number {
  return Math.max(-MAX_INT8_WEIGHT, Math.min(MAX_INT8_WEIGHT, Math.round(value / scale)));
}
