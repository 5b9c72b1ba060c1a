import { PolyheadError } from "@polyhead/spec";
import type { PlannedInput } from "../export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";
import { randomFeeds, type Draw } from "./random-feeds.ts";
import { sampleFeeds, type Samples } from "./sample-feeds.ts";

/** The batch sizes at which random inputs are compared: one example, and an odd number of them. */
const PARITY_BATCHES: readonly number[] = [1, 7];

/** The lengths that axes left open take in turn. */
const PARITY_LENGTHS: readonly number[] = [5, 12];

const SEED = 1;

export interface FeedOptions {
  /** Real inputs, raw, on which file and model are compared besides random ones. */
  readonly samples?: Samples;
  /** The lengths that axes left open take in turn in random inputs; 5 and 12 by default. */
  readonly lengths?: readonly number[];
  readonly batches?: readonly number[];
}

/** One batch to compare file and model on. */
export interface ParityBatch {
  readonly inputs: "random" | "samples";
  readonly feeds: Feeds;
}

/**
 * All batches to compare a file and its model on.
 *
 * @throws PolyheadError `input-invalid` for samples that do not fit the inputs, or lengths that are none
 */
export async function parityFeeds(
  inputs: readonly PlannedInput[],
  options: FeedOptions,
): Promise<readonly ParityBatch[]> {
  const { samples } = options;
  const random = await Promise.all(draws(inputs, options).map((draw) => randomFeeds(inputs, draw)));
  const real = samples === undefined ? [] : sampleFeeds(inputs, samples);
  return [
    ...random.map((feeds) => ({ inputs: "random" as const, feeds })),
    ...real.map((feeds) => ({ inputs: "samples" as const, feeds })),
  ];
}

/** Each batch size at each length; where no axis is left open, the length does not matter. */
function draws(
  inputs: readonly PlannedInput[],
  { batches = PARITY_BATCHES, lengths = PARITY_LENGTHS }: FeedOptions,
): Draw[] {
  if (lengths.length === 0 || !lengths.every((length) => Number.isInteger(length) && length > 0))
    throw new PolyheadError(
      "input-invalid",
      `Option \`lengths\` must have whole numbers, 1 or more. Received ${lengths.join(", ") || "none"}.`,
      { details: { lengths } },
    );
  const open = inputs.some(({ shape }) => shape.includes(null));
  return batches.flatMap((batch) => (open ? lengths : [1]).map((length) => ({ batch, length, seed: SEED })));
}
