import * as Plot from "@observablehq/plot";
import { card } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";

const LEFT = 8;
/** Pixels that the text beside a bar may take. */
const WIDEST_LABEL = 180;

/** A histogram of numbers as bars over equal bins from `minimum` to `maximum`. @param note a line of text below the title */
export function drawHistogram(
  title: string,
  note: string,
  { minimum, maximum, histogram }: { minimum: number; maximum: number; histogram: readonly number[] },
): string {
  const width = (maximum - minimum) / histogram.length || 1;
  const bars = histogram.map((count, bin) => ({
    from: minimum + bin * width,
    to: minimum + (bin + 1) * width,
    count,
  }));
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 170,
    marginLeft: LEFT,
    marginRight: LEFT,
    marginTop: 8,
    style: plotStyle,
    x: { label: null, ticks: 5, insetLeft: 12, insetRight: 12 },
    y: { axis: null },
    marks: [
      Plot.rectY(bars, { x1: "from", x2: "to", y: "count", fill: PALETTE[0] ?? "", inset: 0.5 }),
      Plot.ruleY([0]),
    ],
  });
  return card(title, `<p class="unit">${note}</p>${figure.outerHTML}`);
}

/** Counts of values as horizontal bars with their numbers. @param note a line of text below the title */
export function drawCounts(
  title: string,
  note: string,
  values: readonly { readonly value: string; readonly count: number }[],
): string {
  const rows = values.map(({ value, count }, at) => ({ label: `${at}`, text: shorten(value), count }));
  const widest = Math.max(0, ...rows.map(({ text }) => widthOf(text)));
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 16 + 22 * rows.length,
    marginLeft: 16 + widest,
    marginRight: 64,
    marginTop: 4,
    marginBottom: 4,
    style: plotStyle,
    x: { axis: null, domain: [0, Math.max(1, ...rows.map(({ count }) => count))] },
    y: {
      label: null,
      domain: rows.map(({ label }) => label),
      tickFormat: (label: string) => rows[Number(label)]?.text ?? "",
      tickSize: 0,
      padding: 0.2,
    },
    marks: [
      Plot.barX(rows, { x: "count", y: "label", fill: PALETTE[0] ?? "" }),
      Plot.text(rows, {
        x: "count",
        y: "label",
        text: ({ count }: { count: number }) => count.toLocaleString("en"),
        textAnchor: "start",
        dx: 4,
        fill: "currentColor",
      }),
    ],
  });
  return card(title, `<p class="unit">${note}</p>${figure.outerHTML}`);
}

/** Pixels that a text takes at most; no font can be measured where the report is written. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + (WIDE.test(character) ? 13 : BROAD.test(character) ? 9.5 : 7.2),
    0,
  );
}

const WIDE = /[\u{1100}-\u{11FF}\u{2E80}-\u{10FFFF}]/u;
const BROAD = /[\p{Lu}mw@%&_—…]/u;

function shorten(text: string): string {
  if (widthOf(text) <= WIDEST_LABEL) return text;
  const characters = Array.from(text);
  while (widthOf(characters.join("")) > WIDEST_LABEL - widthOf("…")) characters.pop();
  return `${characters.join("")}…`;
}
