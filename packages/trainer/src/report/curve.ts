import * as Plot from "@observablehq/plot";
import { plotDocument } from "./plot-document.ts";

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

/** Fixed colours by series, readable on light and on dark; tasks take the others in turn. */
const PALETTE = ["#3b82f6", "#f97316", "#10b981", "#a855f7", "#ef4444", "#14b8a6", "#eab308", "#ec4899"];

/** Draws lines over epochs as an HTML figure with an SVG inside; text takes the page's colour. */
export function drawCurve({ title, label, points }: Curve): string {
  const series = [...new Set(points.map((point) => point.series))];
  const epochs = [...new Set(points.map((point) => point.epoch))];
  const figure = Plot.plot({
    document: plotDocument,
    width: 460,
    height: 270,
    marginLeft: 56,
    marginTop: 32,
    marginBottom: 42,
    style: { background: "transparent", fontSize: "12px" },
    x: { label: "epoch", labelOffset: 38, ticks: epochs.length <= 10 ? epochs : 8, tickFormat: "d" },
    y: { label, grid: true, nice: true, zero: false },
    color: { legend: true, domain: series, range: PALETTE.slice(0, series.length) },
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
  return `<article><h3>${title}</h3>${figure.outerHTML}</article>`;
}
