import * as Plot from "@observablehq/plot";
import type { ResidualBin, Residuals } from "../metrics/residuals.ts";
import { numberText } from "../tasks/number-text.ts";
import { card, unitLine } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";
import { tickText } from "./tick-text.ts";

/** Draws how errors of a regression are spread, and between which two of them are nine in ten. */
export function drawResiduals(
  task: string,
  { quantiles, bins }: Residuals,
  unit: string | undefined,
): string {
  if (!bins.some(({ from, to }) => to > from)) return "";
  const at = (share: number): number =>
    quantiles.find((quantile) => quantile.share === share)?.value ?? Number.NaN;
  const most = Math.max(...bins.map(({ examples }) => examples));
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 250,
    marginLeft: 58,
    marginTop: 34,
    marginRight: 22,
    marginBottom: 48,
    style: plotStyle,
    x: {
      label: `prediction − label (${unit ?? "no unit"})`,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 42,
      ticks: 5,
      tickFormat: tickText,
    },
    y: { label: "examples", grid: true, ticks: Math.min(5, most), tickFormat: tickText },
    marks: [
      Plot.rectY(bins, {
        x1: "from",
        x2: "to",
        y: "examples",
        fill: PALETTE[0]!,
        inset: 0.3,
        title: ({ from, to, examples }: ResidualBin) =>
          `${from.toPrecision(3)} to ${to.toPrecision(3)}: ${examples.toLocaleString("en")} examples`,
      }),
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.ruleX([at(0.05), at(0.95)], { stroke: PALETTE[1]!, strokeDasharray: "4 4" }),
    ],
  });
  const nine = `nine in ten between ${numberText(at(0.05))} and ${numberText(at(0.95))}, median ${numberText(at(0.5))}${unit === undefined ? "" : ` ${unit}`}`;
  return card(`${task}: errors`, `${unitLine(nine)}${figure.outerHTML}`);
}
