import type { SkippedRows } from "../data/source.ts";

/**
 * What to tell a person of rows that were passed over: how many, and what was wrong with the first few.
 *
 * @param of what they are of; by default the split
 */
export function skippedLines(
  { split, count, first }: SkippedRows,
  of: string = `the ${split} split`,
): readonly string[] {
  const more =
    count > first.length ? [`        and ${(count - first.length).toLocaleString("en")} more`] : [];
  return [
    `skipped ${count.toLocaleString("en")} bad ${count === 1 ? "row" : "rows"} of ${of}:`,
    ...first.map((fault) => `        ${fault}`),
    ...more,
  ];
}
