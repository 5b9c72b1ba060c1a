import * as Plot from "@observablehq/plot";
import { axisLabels, widestLabel } from "./axis-label.ts";
import { card } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";
import { tickText } from "./tick-text.ts";

/** Of the names of values, in the plot's own pixels. */
const LONGEST_LABEL = 190;

/**
 * A histogram of numbers as bars over equal bins from `minimum` to `maximum`.
 *
 * @param column what the numbers are of
 * @param note a line of text below the title
 */
export function drawHistogram(
  title: string,
  column: string,
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
    height: 210,
    marginLeft: 58,
    marginRight: 22,
    marginTop: 30,
    marginBottom: 46,
    style: plotStyle,
    x: {
      label: axisLabels([column])(column),
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 40,
      ticks: 4,
      tickFormat: tickText,
    },
    y: { label: "examples", grid: true, ticks: 3, tickFormat: tickText },
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
  const names = values.map(({ value }) => value);
  const shorten = axisLabels(names, LONGEST_LABEL);
  const rows = values.map(({ value, count }, at) => ({ label: `${at}`, text: shorten(value), count }));
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 16 + 22 * rows.length,
    marginLeft: 16 + widestLabel(names, LONGEST_LABEL),
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
