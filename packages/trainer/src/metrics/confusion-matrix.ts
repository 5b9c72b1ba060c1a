import { indexOfLargest } from "./index-of-largest.ts";
import type { Measure } from "./measure.ts";

/** Most classes that a confusion matrix is made for: a million counts. */
const MAX_CONFUSED_CLASSES = 1000;

/** Which classes are taken for which. */
export interface ConfusionMatrix {
  readonly classes: readonly string[];
  /** examples, `[C, C]`: a row for each label, a column for each prediction */
  readonly counts: readonly (readonly number[])[];
}

/** Counts examples by label and most probable class; undefined for more than 1,000 classes. */
export function confusionMatrix(classes: readonly string[]): Measure<ConfusionMatrix> | undefined {
  const size = classes.length;
  if (size > MAX_CONFUSED_CLASSES) return undefined;
  const counts = classes.map(() => classes.map(() => 0));
  return {
    add(probabilities, labels) {
      for (const [index, label] of labels.entries()) {
        const row = counts[label];
        const predicted = indexOfLargest(probabilities, index * size, size);
        if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1;
      }
    },
    values: () => ({ classes, counts: counts.map((row) => [...row]) }),
  };
}
