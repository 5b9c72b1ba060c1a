// C classes
import { ClassCounts, defined, mean } from "./class-counts.ts";
import { indexOfLargest } from "./index-of-largest.ts";
import type { Measure } from "./measure.ts";

/** How many of the likeliest classes top-k accuracy looks at. */
const TOP = 5;

/**
 * Accuracy, the same among the 5 likeliest classes where there are more than 5, balanced accuracy, and F1 as the mean over the
 * classes that are among labels or predictions (the micro average of F1 is accuracy here). Ties go to the lower index.
 */
export function classificationMetrics(classes: number): Measure<Readonly<Record<string, number>>> {
  const counts = new ClassCounts(classes);
  let seen = 0;
  let amongTop = 0;
  return {
    add(probabilities, labels) {
      for (const [row, label] of labels.entries()) {
        counts.add(indexOfLargest(probabilities, row * classes, classes), label);
        if (classes > TOP && rankOf(probabilities, row * classes, classes, label) < TOP) amongTop++;
      }
      seen += labels.length;
    },
    values: () =>
      defined({
        accuracy: counts.accuracy,
        ...(classes > TOP && { top5: amongTop / seen }),
        balancedAccuracy: counts.balancedAccuracy,
        f1Macro: mean(counts.f1),
      }),
  };
}

/** How many classes come before one. */
function rankOf(values: ArrayLike<number>, start: number, count: number, index: number): number {
  const own = values[start + index] ?? Number.NaN;
  let before = 0;
  for (let other = 0; other < count; other++) {
    const value = values[start + other] ?? Number.NaN;
    if (value > own || (value === own && other < index)) before++;
  }
  return before;
}
