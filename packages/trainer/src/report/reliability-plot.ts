import * as Plot from "@observablehq/plot";
import type { Calibration, ReliabilityBin } from "../metrics/calibration.ts";
import { card } from "./html.ts";
import { PALETTE, plotDocument, plotStyle, PLOT_WIDTH } from "./plot-style.ts";

type FilledBin = Required<ReliabilityBin>;

/** Draws how often predictions are right by how probable they were said to be. */
export function drawReliability(task: string, { ece, bins }: Calibration): string {
  const filled = bins.filter((bin): bin is FilledBin => bin.examples > 0);
  if (filled.length === 0) return "";
  const figure = Plot.plot({
    document: plotDocument,
    width: PLOT_WIDTH,
    height: 300,
    marginLeft: 58,
    marginTop: 34,
    marginRight: 22,
    marginBottom: 48,
    // Room for points at the ends, beside the axes.
    inset: 10,
    style: plotStyle,
    x: {
      domain: [0, 1],
      label: "probability of the class predicted (0 to 1)",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 42,
      ticks: 5,
    },
    y: { domain: [0, 1], label: "share that is right (0 to 1)", grid: true, ticks: 5 },
    r: { domain: [0, Math.max(...filled.map(({ examples }) => examples))], range: [0, 9] },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "currentColor", strokeOpacity: 0.5, strokeDasharray: "4 4" },
      ),
      Plot.line(filled, { x: "confidence", y: "accuracy", stroke: PALETTE[0]!, strokeOpacity: 0.6 }),
      Plot.dot(filled, {
        x: "confidence",
        y: "accuracy",
        r: (bin: FilledBin) => Math.max(bin.examples, 1),
        fill: PALETTE[0]!,
        title: ({ examples, confidence, accuracy }: FilledBin) =>
          `${examples.toLocaleString("en")} examples: ${confidence.toFixed(3)} probable, ${accuracy.toFixed(3)} right`,
      }),
    ],
  });
  return card(`${task}: calibration, ECE ${ece.toFixed(3)}`, figure.outerHTML);
}
