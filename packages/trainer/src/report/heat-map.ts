import * as Plot from "@observablehq/plot";
import { axisLabels, widestLabel } from "./axis-label.ts";
import { card, unitLine } from "./html.ts";
import { plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";

export interface HeatMap {
  readonly title: string;
  /** what a number is, with its unit */
  readonly quantity: string;
  /** what rows and columns are */
  readonly axes?: { readonly row: string; readonly column: string };
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `values[row][column]`; null where there is none */
  readonly values: readonly (readonly (number | null)[])[];
  /** the size of number that is coloured fully; default the largest */
  readonly full?: number;
  /** a number as text, in place of two digits and a power of ten that is common to all */
  readonly format?: (value: number) => string;
}

const [POSITIVE, NEGATIVE] = ["#3b82f6", "#f97316"];
/** Wider plots take two places of a grid, where there are so many. */
const WIDEST_ALONE = 1.3 * PLOT_WIDTH;
/** In the plot's own pixels. */
const CELL = { width: 36, height: 30, fontSize: 11.5 };
/** By how much a plot is made smaller at most, before it is scrolled instead, and larger. */
const SCALE = { least: 0.78, most: 1.2 };

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly value: number;
  readonly text: string;
}

/** Draws a matrix with its numbers in coloured cells: blue above 0, orange below; text keeps the page's colour. */
export function drawHeatMap(map: HeatMap): string {
  const { title, quantity, axes, rows, columns, values } = map;
  const finite = values.flat().filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (finite.length === 0) return "";
  const full = map.full ?? Math.max(...finite.map(Math.abs));
  const exponent = map.format === undefined ? commonExponent(full) : 0;
  const format = map.format ?? ((value: number): string => cellText(value, exponent));
  const cells = rows.flatMap((row, at) =>
    columns.flatMap((column, to): Cell[] => {
      const value = values[at]?.[to] ?? Number.NaN;
      return Number.isFinite(value) ? [{ row, column, value, text: format(value) }] : [];
    }),
  );
  const left = 16 + widestLabel(rows) + (axes ? 18 : 0);
  const width = Math.max(PLOT_WIDTH, left + 8 + CELL.width * columns.length);
  const room = (width - left - 8) / columns.length;
  const slanted = widestLabel(columns) > room - 4;
  const bottom = (slanted ? 20 + 0.7 * widestLabel(columns) : 26) + (axes ? 18 : 0);
  const figure = Plot.plot({
    document: plotDocument,
    width,
    height: 8 + CELL.height * rows.length + bottom,
    marginTop: 8,
    marginRight: 8,
    marginLeft: left,
    marginBottom: bottom,
    style: plotStyle,
    x: {
      domain: columns,
      label: axes?.column ?? null,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: bottom - 4,
      tickFormat: axisLabels(columns),
      tickSize: 0,
      tickRotate: slanted ? -45 : 0,
      padding: 0.06,
    },
    y: {
      domain: rows,
      label: axes?.row ?? null,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: left - 6,
      tickFormat: axisLabels(rows),
      tickSize: 0,
      padding: 0.06,
    },
    marks: [
      Plot.cell(cells, {
        x: "column",
        y: "row",
        fill: ({ value }: Cell) => (value < 0 ? NEGATIVE : POSITIVE),
        fillOpacity: ({ value }: Cell) => opacity(value, full),
        rx: 3,
        title: ({ row, column, value }: Cell) => `${row}, ${column}: ${value.toPrecision(4)}`,
      }),
      Plot.text(cells, {
        x: "column",
        y: "row",
        text: "text",
        fontSize: CELL.fontSize,
        fill: "currentColor",
      }),
    ],
    color: { type: "identity" },
    opacity: { type: "identity" },
  });
  figure.setAttribute(
    "style",
    `${figure.getAttribute("style") ?? ""}; min-width: ${SCALE.least * width}px; max-width: ${SCALE.most * width}px`,
  );
  const unit = exponent === 0 ? quantity : `${quantity}, in 10${superscript(exponent)}`;
  const content = `${unitLine(unit)}<div class="scroll">${figure.outerHTML}</div>`;
  return card(title, content, width > WIDEST_ALONE);
}

/** Not full even at the largest, so that text is readable on it, on light and on dark. */
function opacity(value: number, full: number): number {
  return full === 0 ? 0.06 : 0.06 + 0.64 * Math.min(1, Math.abs(value) / full);
}

/** The power of ten that small numbers are shown as multiples of. */
function commonExponent(full: number): number {
  return full === 0 || (full >= 0.095 && full < 1000) ? 0 : Math.floor(Math.log10(full));
}

/** As short as it can be: −0.12 as −.12. */
function cellText(value: number, exponent: number): string {
  const scaled = value / 10 ** exponent;
  const digits = Math.abs(scaled) >= 9.95 ? 0 : exponent === 0 ? 2 : 1;
  const text = scaled.toFixed(digits);
  if (Number(text) === 0) return "0";
  return text.replace(/^(-?)0\./, "$1.").replace("-", "−");
}

function superscript(exponent: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return String(exponent).replace(/./g, (digit) => digits[Number(digit)] ?? "⁻");
}
