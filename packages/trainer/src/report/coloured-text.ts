import type { ExplainedText } from "../insight/explain-examples.ts";
import { escapeHtml } from "./html.ts";
import { SALIENCY_COLORS } from "./saliency-colors.ts";

/** More pieces are too much to read. */
const MOST_PIECES = 500;

/** Not full even at the largest, so that words are readable on it, on light and on dark. */
const DENSEST = 0.6;

/** A text whose pieces are the more coloured the more they account for. */
export function colouredText({ separator, pieces }: ExplainedText): string {
  const largest = Math.max(...pieces.map(({ value }) => Math.abs(value)));
  const spans = pieces.slice(0, MOST_PIECES).map(({ piece, value }) => {
    const color = (value < 0 ? SALIENCY_COLORS.lowers : SALIENCY_COLORS.raises).join(", ");
    const opacity = largest === 0 ? 0 : (DENSEST * Math.abs(value)) / largest;
    return `<mark style="background: rgba(${color}, ${opacity.toFixed(2)})">${escapeHtml(piece)}</mark>`;
  });
  const more = pieces.length - spans.length;
  const rest = more > 0 ? ` … ${more.toLocaleString("en")} more` : "";
  return `<p class="words" dir="auto">${spans.join(separator)}${rest}</p>`;
}
