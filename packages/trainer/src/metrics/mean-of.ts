import type { Measure } from "./measure.ts";

/**
 * The mean of something over labels, without those that are not known; left out when nothing was seen.
 *
 * @param of the place of a label among those of its batch, to find its prediction
 */
export function meanOf(
  name: string,
  of: (predictions: ArrayLike<number>, at: number, label: number) => number,
): Measure<Readonly<Record<string, number>>> {
  let seen = 0;
  let sum = 0;
  return {
    add(predictions, labels) {
      for (const [at, label] of labels.entries()) {
        if (Number.isNaN(label)) continue;
        seen++;
        sum += of(predictions, at, label);
      }
    },
    values: () => (seen === 0 ? {} : { [name]: sum / seen }),
  };
}

/** Several sets of metrics of the same predictions. */
export function together(
  measures: readonly Measure<Readonly<Record<string, number>>>[],
): Measure<Readonly<Record<string, number>>> {
  return {
    add(predictions, labels, starts) {
      for (const measure of measures) measure.add(predictions, labels, starts);
    },
    values: () => Object.assign({}, ...measures.map((measure) => measure.values())) as Record<string, number>,
  };
}
