import * as Plot from "@observablehq/plot";
import { card, unitLine } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";
import { tickText } from "./tick-text.ts";

/** A point of a curve over epochs. */
export interface CurvePoint {
  readonly epoch: number;
  readonly value: number;
  /** which line it is on: a split or a task */
  readonly series: string;
}

export interface Curve {
  readonly title: string;
  /** what the vertical axis shows, with its unit */
  readonly label: string;
  readonly points: readonly CurvePoint[];
}

/** Draws lines over epochs; nothing where there is no point. */
export function drawCurve({ title, label, points: given }: Curve): string {
  const points = given.filter(({ value }) => Number.isFinite(value));
  if (points.length === 0) return "";
  const series = [...new Set(points.map((point) => point.series))];
  const epochs = [...new Set(points.map((point) => point.epoch))];
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 230,
    marginLeft: 58,
    marginTop: 14,
    marginBottom: 44,
    style: plotStyle,
    x: { label: "epoch", labelOffset: 40, ticks: epochs.length <= 8 ? epochs : 6, tickFormat: "d" },
    y: { label: null, grid: true, nice: true, zero: false, ticks: 5, tickFormat: tickText },
    color: {
      legend: series.length > 1,
      domain: series,
      range: series.map((_, at) => PALETTE[at % PALETTE.length]!),
    },
    marks: [
      Plot.line(points, { x: "epoch", y: "value", stroke: "series", z: "series", strokeWidth: 2 }),
      Plot.dot(points, {
        x: "epoch",
        y: "value",
        fill: "series",
        r: epochs.length > 40 ? 1.5 : 3,
        title: (point: CurvePoint) => `${point.series}, epoch ${point.epoch}: ${point.value.toPrecision(4)}`,
      }),
    ],
  });
  return card(title, unitLine(label) + figure.outerHTML);
}
