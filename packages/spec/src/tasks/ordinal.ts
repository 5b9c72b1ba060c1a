import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";
import { MAX_CLASSES } from "./classification.ts";

/** One level out of an ordered list; the graph's output is `[batch, levels]` probabilities. */
export interface OrdinalTask<Level extends string = string> {
  readonly kind: "ordinal";
  /** from the lowest to the highest */
  readonly levels: readonly Level[];
}

/** What an ordinal task predicts for one example. */
export interface OrdinalPrediction<Level extends string = string> {
  /** the median: as likely as not to be reached, and not likely to be passed */
  readonly level: Level;
  /** its probability, 0 to 1 */
  readonly probability: number;
  /** every level's probability; they sum to 1 */
  readonly probabilities: Readonly<Record<Level, number>>;
}

export const ordinalEntries: {
  kind: v.GenericSchema<"ordinal">;
  levels: v.GenericSchema<readonly string[]>;
} = {
  kind: v.literal("ordinal"),
  levels: distinctStrings(2, MAX_CLASSES),
};

/**
 * Declares a task that picks one of `levels`, given from the lowest to the highest, and errs by few of them rather than many:
 * conditional ordinal regression (Shi, Cao, Raschka 2021, "Deep Neural Networks for Rank-Consistent Ordinal Regression Based On
 * Conditional Probabilities").
 *
 * @throws PolyheadError `config-invalid`
 */
export function ordinal<const Level extends string>(options: {
  levels: readonly Level[];
}): OrdinalTask<Level> {
  validate(v.strictObject(ordinalEntries), { ...options, kind: "ordinal" }, "ordinal()", "config-invalid");
  return { kind: "ordinal", levels: options.levels };
}

/**
 * Which logits a level's probability is made of: with f₁ … of going on from each level but the last, `log P = −softplus(−f)·passed −
 * softplus(f)·stopped`, because a level is reached by going on from all below it, and kept by stopping there.
 *
 * @returns matrices `[levels − 1, levels]`, a row after another
 */
export function ordinalSteps({ levels }: OrdinalTask): {
  readonly passed: readonly number[];
  readonly stopped: readonly number[];
} {
  const count = levels.length;
  const matrix = (at: (step: number, level: number) => boolean): readonly number[] =>
    Array.from({ length: (count - 1) * count }, (_, index) =>
      at(Math.floor(index / count), index % count) ? 1 : 0,
    );
  return {
    passed: matrix((step, level) => step < level),
    stopped: matrix((step, level) => step === level),
  };
}

/** The index of the median of K probabilities that start somewhere in a list. */
export function medianLevel(probabilities: ArrayLike<number>, start: number, count: number): number {
  let reached = 0;
  for (let level = 0; level < count - 1; level++) {
    reached += probabilities[start + level] ?? Number.NaN;
    if (reached >= 0.5) return level;
  }
  return count - 1;
}
