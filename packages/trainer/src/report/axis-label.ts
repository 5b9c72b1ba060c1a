import stringWidth from "string-width";

/** In a plot's own pixels. */
const LONGEST_LABEL = 112;
/** Shorter beginnings are not worth an ellipsis. */
const SHORTEST_BEGINNING = 4;

/**
 * How an axis writes labels: those that are long without what all begin with, then shortened in the middle.
 *
 * @param longest in a plot's own pixels
 */
export function axisLabels(
  labels: readonly string[],
  longest: number = LONGEST_LABEL,
): (label: string) => string {
  const fits = (label: string): boolean => widthOf(label) <= longest;
  if (labels.every(fits)) return (label) => label;
  const cuts = commonBeginnings(labels).filter((length) => length >= SHORTEST_BEGINNING);
  const written = (length: number, label: string): string =>
    length === 0 ? label : `…${label.slice(length)}`;
  const enough = cuts.find((length) => labels.every((label) => fits(written(length, label))));
  const cut = enough ?? cuts.at(-1) ?? 0;
  return (label) => shortened(written(cut, label), fits);
}

/** How wide the widest of some labels is once they are shortened, in a plot's own pixels. */
export function widestLabel(labels: readonly string[], longest: number = LONGEST_LABEL): number {
  const shorten = axisLabels(labels, longest);
  return Math.max(0, ...labels.map((label) => widthOf(shorten(label))));
}

/** At most, in any of the fonts that systems have, in a plot's own pixels. */
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0);
}

function characterWidth(character: string): number {
  if (/[mwMW@%…]/.test(character)) return 13;
  if (/[ijlft.,:;|'!()[\] -]/.test(character)) return 5.5;
  return /\p{Lu}/u.test(character) ? 10 : 8.2 * stringWidth(character);
}

/** How long one, two or more whole words are that all begin with. */
function commonBeginnings(labels: readonly string[]): number[] {
  const [first = "", ...others] = labels;
  if (others.length === 0) return [];
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length++;
  return [...first.slice(0, length).matchAll(/[\s,_-]+/gu)].map(({ 0: gap, index }) => index + gap.length);
}

/** Shortened in the middle: the end may be the number that tells one expert from another. */
function shortened(label: string, fits: (label: string) => boolean): string {
  const characters = Array.from(label);
  if (fits(label)) return label;
  for (let kept = characters.length; kept > 2; kept--) {
    const end = Math.floor(kept / 2.4);
    const text = `${characters.slice(0, kept - end).join("")}…${characters.slice(-end).join("")}`;
    if (fits(text)) return text;
  }
  return `${characters[0] ?? ""}…`;
}
