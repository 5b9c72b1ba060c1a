import type { Insight } from "../insight/insight.ts";
import { drawHeatMap } from "./heat-map.ts";
import { escapeHtml, grid, section } from "./html.ts";

/** Who shares what, as heat maps. */
export function sharingSection({ sharing, split }: Insight): string {
  if (sharing.kind === "hard")
    return section("Who shares what", "<p>All tasks read the same features, those of one trunk.</p>");
  const maps = sharing.matrices.map(({ name, quantity, rows, columns, values }) =>
    drawHeatMap({ title: name, quantity, rows, columns, values }),
  );
  return section(
    "Who shares what",
    grid(maps),
    `The way of sharing is ${escapeHtml(sharing.kind)}. Numbers that depend on examples are means over some of the ${split} split.`,
  );
}
