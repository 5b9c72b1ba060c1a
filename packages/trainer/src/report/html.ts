/** Text that stays text inside HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A plot or a picture with its title. @param content HTML @param wide whether it takes two places of a grid */
export function card(title: string, content: string, wide = false): string {
  return `<article${wide ? ' class="wide"' : ""}><h3>${escapeHtml(title)}</h3>${content}</article>`;
}

/** What a card's numbers are, below its title. */
export function unitLine(text: string): string {
  return `<p class="unit">${escapeHtml(text)}</p>`;
}

/** Cards side by side where there is room. */
export function grid(cards: readonly string[]): string {
  return `<div class="grid">${cards.join("")}</div>`;
}

/** What is shown once it is asked for. @param content HTML */
export function folded(title: string, content: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>${content}</details>`;
}

/** Cards side by side, those after the first few folded away. @param what they are, in the plural */
export function firstOf(cards: readonly string[], most: number, what: string): string {
  const rest = cards.slice(most);
  if (rest.length < 2) return grid(cards);
  return grid(cards.slice(0, most)) + folded(`${rest.length} more ${what}`, grid(rest));
}

/** A part of the page; nothing where there is nothing to show. @param note HTML that tells how to read it */
export function section(title: string, content: string, note = ""): string {
  if (content === "") return "";
  const below = note === "" ? "" : `<p class="note">${note}</p>`;
  return `<section><h2>${escapeHtml(title)}</h2>${content}${below}</section>\n`;
}
