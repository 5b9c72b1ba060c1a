import * as Plot from "@observablehq/plot";
import type { Spread } from "../evaluation/spread.ts";
import { axisLabels, widestLabel } from "./axis-label.ts";
import { card } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";
import { tickText } from "./tick-text.ts";

/** A gain in percent. */
export interface Gain extends Spread {
  readonly name: string;
}

/** Draws gains as bars, with lines as long as their standard deviations. */
export function drawGains(gains: readonly Gain[]): string {
  if (gains.length === 0) return "";
  const names = gains.map(({ name }) => name);
  const left = 16 + widestLabel(names) + 18;
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 60 + 30 * gains.length,
    marginTop: 10,
    marginLeft: left,
    marginRight: 22,
    marginBottom: 48,
    style: plotStyle,
    x: {
      label: "gain over a model of its own (%)",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 42,
      grid: true,
      nice: true,
      ticks: 5,
      tickFormat: tickText,
    },
    y: {
      domain: names,
      label: "task",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: left - 6,
      tickFormat: axisLabels(names),
      tickSize: 0,
      padding: 0.3,
    },
    marks: [
      Plot.barX(gains, {
        x: "mean",
        y: "name",
        fill: ({ mean }: Gain) => (mean < 0 ? PALETTE[1]! : PALETTE[0]!),
        title: ({ name, mean }: Gain) => `${name}: ${mean.toPrecision(3)} %`,
      }),
      Plot.ruleY(
        gains.filter(({ std }) => std !== undefined),
        {
          x1: ({ mean, std = 0 }: Gain) => mean - std,
          x2: ({ mean, std = 0 }: Gain) => mean + std,
          y: "name",
          stroke: "currentColor",
        },
      ),
      Plot.ruleX([0], { stroke: "currentColor" }),
    ],
    color: { type: "identity" },
  });
  return card("Gain by task", figure.outerHTML);
}
