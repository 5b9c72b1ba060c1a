import { PolyheadError } from "@polyhead/spec";
import { permutation } from "../data/permutation.ts";
import { rowsInPlaces, unionOf, type RowSet } from "../data/row-set.ts";

/** Rows of the training split by their use. */
export interface TrainingRows {
  readonly train: RowSet;
  readonly validation: RowSet;
  /** rows of `train`, about as many as there are in `validation` and at least 1,000: the training side of the gap */
  readonly sample: RowSet;
  /** rows of `train` by the source that they are of */
  readonly sources: readonly RowSet[];
}

const MINIMUM_SAMPLE = 1000;

/**
 * Holds `share` of every source's rows out for validation, at random by seed, and lists none of them.
 *
 * @param counts rows of each source, which follow one another in the split
 * @throws PolyheadError `data-invalid` when no row is left for one of the two
 */
export function holdOut(counts: readonly number[], share: number, seed: number): TrainingRows {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const held = counts.map((count) => Math.round(count * share));
  const validating = held.reduce((sum, count) => sum + count, 0);
  if (held.some((count, source) => count === counts[source]) || (share > 0 && validating === 0))
    throw new PolyheadError(
      "data-invalid",
      `Holding out ${share} of the training split should leave examples on both sides; it has ${counts.join(" and ")}. Add examples, or set \`validationSplit\` to 0.`,
      { details: { counts, share } },
    );
  const sampled = Math.max(validating, MINIMUM_SAMPLE) / (total - validating);
  const parts = counts.map((count, source) => {
    const start = counts.slice(0, source).reduce((sum, before) => sum + before, 0);
    const order = permutation(count, seed, "split", source);
    const split = held[source]!;
    const end = Math.min(count, split + Math.ceil(sampled * (count - split)));
    return {
      validation: rowsInPlaces(order, start, [0, split]),
      train: rowsInPlaces(order, start, [split, count]),
      sample: rowsInPlaces(order, start, [split, end]),
    };
  });
  const sources = parts.map(({ train }) => train);
  return {
    train: unionOf(sources),
    validation: unionOf(parts.map(({ validation }) => validation)),
    sample: unionOf(parts.map(({ sample }) => sample)),
    sources,
  };
}
