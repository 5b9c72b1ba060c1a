// Legend: P numbers of the head, those of its kernel and then its biases; F features, O outputs.
import type { FeaturePart } from "./head-features.ts";
import type { Lot } from "./lot.ts";
import type { Slope } from "./minimize.ts";

/**
 * A penalty on a head's kernel, as a change of variables: `scaled = scales · weights`, of which the squares are penalized, so
 * that every part of the features counts as if it had the variance 1, whatever its width and scale, and one strength suits
 * all.
 */
export interface Penalty {
  /** `[P]`; 0 for what is not penalized: biases */
  readonly scales: Float64Array;
}

/** @param outputs O; the kernel is `[F, O]` */
export async function headPenalty(
  lots: readonly Lot[],
  parts: readonly FeaturePart[],
  outputs: number,
): Promise<Penalty> {
  const variances = await partVariances(lots, parts);
  const kernel = parts.flatMap(({ width }, index) => {
    const variance = variances[index] ?? 0;
    return Array.from({ length: width * outputs }, () => (variance > 0 ? Math.sqrt(variance) : 1));
  });
  return { scales: Float64Array.from([...kernel, ...Array.from({ length: outputs }, () => 0)]) };
}

/** Mean over examples, and positions, of `‖features − mean‖²`, of each part. */
async function partVariances(
  lots: readonly Lot[],
  parts: readonly FeaturePart[],
): Promise<readonly number[]> {
  const width = parts.reduce((total, part) => total + part.width, 0);
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let count = 0;
  for (const { features } of lots) {
    const values = await features.data();
    count += values.length / width;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      sums[at % width]! += value;
      squares[at % width]! += value ** 2;
    }
  }
  const variances = squares.map((square, at) => square / count - ((sums[at] ?? 0) / count) ** 2);
  let start = 0;
  return parts.map((part) => {
    const own = variances.subarray(start, (start += part.width));
    return own.reduce((total, variance) => total + Math.max(variance, 0), 0);
  });
}

/** The weights that scaled ones stand for. */
export function unscaled({ scales }: Penalty, scaled: Float64Array): Float64Array {
  return scaled.map((value, at) => value / (scales[at] || 1));
}

/** Adds `strength / 2 · ‖scaled‖²` to a loss whose gradient is by the weights; the result's is by the scaled ones. */
export function penalized(
  { scales }: Penalty,
  strength: number,
  at: Float64Array,
  { value, gradient }: Slope,
): Slope {
  let squares = 0;
  const result = gradient.map((slope, index) => {
    const scale = scales[index] ?? 0;
    if (scale === 0) return slope;
    const own = at[index] ?? 0;
    squares += own ** 2;
    return slope / scale + strength * own;
  });
  return { value: value + (strength / 2) * squares, gradient: result };
}
