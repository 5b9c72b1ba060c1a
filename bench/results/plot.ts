import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { methods, sharings } from "./setting.ts";
import type { Summary } from "./summary.ts";

const COLORS: readonly string[] = ["#64748b", "#3b82f6", "#f97316", "#10b981", "#a855f7"];
const WIDTH = 760;
const LEFT = 100;
const LEGEND = { top: 22, step: 120 };
/** Text and axes follow the reader's light or dark setting. */
const STYLE =
  "<style>svg { color: #1f2328 } @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }</style>";

/** Draws Δm by way of sharing and method, with a line of one standard deviation either way. */
export function drawDeltas(summaries: readonly Summary[]): string {
  const points = summaries.flatMap(({ sharing, balancing, delta }) =>
    delta && Number.isFinite(delta.mean)
      ? [{ sharing, balancing, mean: delta.mean, std: delta.std ?? 0 }]
      : [],
  );
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figure = Plot.plot({
    document,
    width: WIDTH,
    height: 90 + 52 * sharings.length,
    marginLeft: LEFT,
    marginTop: 62,
    marginBottom: 44,
    style: { background: "transparent", fontSize: "13px" },
    fy: { domain: sharings, label: null, padding: 0.12, axis: "left" },
    y: { domain: methods, axis: null },
    x: { label: "Δm, % (above 0: better than single-task models)", grid: true, nice: true, labelOffset: 40 },
    color: { domain: methods, range: COLORS },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeWidth: 1.5 }),
      Plot.ruleY(points, {
        fy: "sharing",
        y: "balancing",
        x1: ({ mean, std }: (typeof points)[number]) => mean - std,
        x2: ({ mean, std }: (typeof points)[number]) => mean + std,
        stroke: "balancing",
        strokeWidth: 2,
      }),
      Plot.dot(points, { fy: "sharing", y: "balancing", x: "mean", fill: "balancing", r: 4 }),
    ],
  });
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const svg = figure.outerHTML;
  const start = svg.indexOf(">") + 1;
  return `${svg.slice(0, start)}${STYLE}${svg.slice(start).replace(/<\/svg>$/, `${legend()}</svg>`)}\n`;
}

function legend(): string {
  const entries = methods.map((method, at) => {
    const x = LEFT + at * LEGEND.step;
    return `<circle cx="${x}" cy="${LEGEND.top - 4}" r="5" fill="${COLORS[at]}"/><text x="${x + 11}" y="${LEGEND.top}" fill="currentColor" text-anchor="start">${method}</text>`;
  });
  return `<g aria-label="legend">${entries.join("")}</g>`;
}
