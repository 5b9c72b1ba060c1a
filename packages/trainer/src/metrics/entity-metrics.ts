// B examples, L tokens, C tags
import { tagSpans, type TagSpan } from "@polyhead/spec";
import { indexOfLargest } from "./index-of-largest.ts";
import type { Measure } from "./measure.ts";

/** Tags of one example, places in `tagsOf`: what was predicted and what is right, of as many words. */
export interface TaggedRow {
  readonly predicted: readonly number[];
  readonly right: readonly number[];
  /** words whose tag is known */
  readonly known: number;
}

/**
 * Reads predictions `[B, L, C]` beside labels. Words without a known tag are outside of any entity on both sides; words after the
 * last one predicted are predicted to be.
 */
export function taggedRows(
  predictions: ArrayLike<number>,
  labels: Float64Array,
  starts: Uint32Array,
  tags: number,
): TaggedRow[] {
  const count = starts.length - 1;
  const length = count === 0 ? 0 : predictions.length / count / tags;
  return Array.from({ length: count }, (_, row) => {
    const right = [...labels.subarray(starts[row], starts[row + 1])];
    const predicted = right.map((tag, at) =>
      Number.isNaN(tag) || at >= length ? 0 : indexOfLargest(predictions, (row * length + at) * tags, tags),
    );
    const known = right.filter((tag) => !Number.isNaN(tag)).length;
    return { predicted, right: right.map((tag) => (Number.isNaN(tag) ? 0 : tag)), known };
  });
}

/**
 * Precision, recall and F1 of whole entities, the share of right tags among those that are known, and of texts whose known tags are
 * all right.
 *
 * Entities are those of conlleval (Tjong Kim Sang, Buchholz 2000, CoNLL-2000 shared task): one counts where type, first and last
 * word are right. What conlleval prints as 0 because there is nothing to divide by is left out: precision where nothing was found.
 */
export function entityMetrics(tags: number): Measure<Readonly<Record<string, number>>> {
  const sums = { expected: 0, found: 0, right: 0, words: 0, rightWords: 0, texts: 0, rightTexts: 0 };
  return {
    add(predictions, labels, starts = Uint32Array.of(0)) {
      for (const { predicted, right, known } of taggedRows(predictions, labels, starts, tags)) {
        const expected = new Set(tagSpans(right).map(keyOf));
        const found = tagSpans(predicted).map(keyOf);
        sums.expected += expected.size;
        sums.found += found.length;
        sums.right += found.filter((key) => expected.has(key)).length;
        const wrongWords = right.filter((tag, at) => tag !== predicted[at]).length;
        sums.words += known;
        sums.rightWords += known - wrongWords;
        sums.texts++;
        if (wrongWords === 0) sums.rightTexts++;
      }
    },
    values: () =>
      Object.fromEntries(
        Object.entries({
          f1: (2 * sums.right) / (sums.expected + sums.found),
          precision: sums.right / sums.found,
          recall: sums.right / sums.expected,
          accuracy: sums.rightWords / sums.words,
          textAccuracy: sums.rightTexts / sums.texts,
        }).filter(([, value]) => Number.isFinite(value)),
      ),
  };
}

function keyOf({ entity, start, end }: TagSpan): string {
  return `${entity} ${start} ${end}`;
}
