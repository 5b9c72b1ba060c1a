// Legend: P numbers of the head, F features.
import type { Variable } from "@tensorflow/tfjs-core";
import type { FeaturePart } from "./head-features.ts";
import type { Slope } from "./minimize.ts";

/**
 * A penalty on a head's weights, as a change of variables: `scaled = scales · weights`, of which the squares are penalized, so
 * that every part of the features counts as if it had the variance 1, whatever its width and scale, and one strength suits
 * all.
 */
export interface Penalty {
  /** `[P]`; 0 for what is not penalized: biases */
  readonly scales: Float64Array;
}

/**
 * @param variances of the parts, of all their features together
 */
export function partPenalty(
  variables: readonly Variable[],
  parts: readonly FeaturePart[],
  variances: readonly number[],
): Penalty {
  const rows = parts.flatMap(({ width }, index) => {
    const variance = variances[index] ?? 0;
    return Array.from({ length: width }, () => (variance > 0 ? Math.sqrt(variance) : 1));
  });
  const scales = variables.flatMap(({ rank, shape, size }) => {
    if (rank < 2) return Array.from({ length: size }, () => 0);
    const columns = size / (shape[0] ?? 1);
    return Array.from({ length: size }, (_, at) =>
      shape[0] === rows.length ? (rows[Math.floor(at / columns)] ?? 1) : 1,
    );
  });
  return { scales: Float64Array.from(scales) };
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
