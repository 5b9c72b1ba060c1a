import type { Dataset } from "./dataset.ts";
import type { Split } from "./epoch-record.ts";

/** How many examples of each split have a label, by task. */
export type LabelCounts = Readonly<Record<Split, Readonly<Record<string, number>>>>;

/** @param trained those of the rows trained on */
export function labelCounts(
  training: Dataset,
  trained: Readonly<Record<string, number>>,
  test: Dataset | undefined,
): LabelCounts {
  const validation = Object.entries(training.labelled).map(([task, count]) => [task, count - trained[task]!]);
  return {
    train: trained,
    validation: Object.fromEntries(validation) as Record<string, number>,
    test: test?.labelled ?? {},
  };
}

/**
 * Tasks that some examples of a split lack the label of, with how many have it: "age 512 of 1,000".
 *
 * @param examples of the split
 */
export function incompleteLabels(labelled: Readonly<Record<string, number>>, examples: number): string[] {
  const format = (count: number): string => count.toLocaleString("en");
  return Object.entries(labelled)
    .filter(([, count]) => count < examples)
    .map(([task, count]) => `${task} ${format(count)} of ${format(examples)}`);
}
