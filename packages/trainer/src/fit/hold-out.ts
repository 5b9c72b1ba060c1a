import { PolyheadError } from "@polyhead/spec";
import { randomSource } from "../data/random.ts";

/** Rows of the training split by their use; in ascending order. */
export interface TrainingRows {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  /** rows of `train`, as many as there are in `validation` and at least 1,000: the training side of the gap */
  readonly sample: Uint32Array;
}

const MINIMUM_SAMPLE = 1000;

/**
 * Holds `share` of the rows out for validation, at random by seed.
 *
 * @throws PolyheadError `data-invalid` when no row is left for one of the two
 */
export function holdOut(count: number, share: number, seed: number): TrainingRows {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  randomSource(seed, "split").shuffle(order);
  const held = Math.round(count * share);
  if (held === count || (share > 0 && held === 0)) {
    throw new PolyheadError(
      "data-invalid",
      `Holding out ${share} of the training split should leave examples on both sides; it has ${count}. Add examples, or set \`validationSplit\` to 0.`,
      { details: { count, share } },
    );
  }
  const train = order.subarray(held);
  return {
    train: train.toSorted(),
    validation: order.slice(0, held).toSorted(),
    sample: train.slice(0, Math.max(held, MINIMUM_SAMPLE)).toSorted(),
  };
}
