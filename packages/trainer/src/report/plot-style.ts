import { parseHTML } from "linkedom";

/** A document for Observable Plot to draw in, outside a browser. */
export const plotDocument: Document = parseHTML("<!doctype html><html><body></body></html>").document;

/** Of a plot in its own pixels: the text is readable on a phone, where a plot is a little smaller, and not large elsewhere. */
export const PLOT_WIDTH = 400;

/** Text takes the page's colour. */
export const plotStyle = { background: "transparent", fontSize: "13px" };

/** Fixed colours by series, readable on light and on dark; series take them in turn. */
export const PALETTE: readonly string[] = [
  "#3b82f6",
  "#f97316",
  "#10b981",
  "#a855f7",
  "#ef4444",
  "#14b8a6",
  "#ca8a04",
  "#ec4899",
  "#84cc16",
  "#64748b",
  "#92603a",
  "#38bdf8",
  "#4f46e5",
  "#fb7185",
  "#15803d",
  "#d946ef",
];
