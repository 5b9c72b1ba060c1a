/** Of a character, in a plot's own pixels. */
const CHARACTER = 7.2;
const LONGEST_LABEL = 12;

/** Shortened in the middle: the end may be the number that tells one expert from another. */
export function shortened(label: string): string {
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, 7)}…${label.slice(7 + 1 - LONGEST_LABEL)}`;
}

/** How wide the widest of some labels is once they are shortened, in a plot's own pixels. */
export function widestLabel(labels: readonly string[]): number {
  return CHARACTER * Math.max(...labels.map((label) => shortened(label).length));
}
