import type { ParityFigure } from "@polyhead/spec";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** Largest differences between the trained model and the file. */
export function parityTable(figures: readonly ParityFigure[]): string {
  const header = ["parity", "batch", "max |Δ|", "max |Δ|/|ref|"].map((cell) => style("dim", cell));
  const rows = figures.map(({ output, batch, maxAbsolute, maxRelative }) => [
    style("bold", output),
    String(batch),
    maxAbsolute.toExponential(1),
    maxRelative.toExponential(1),
  ]);
  return table([header, ...rows], ["left", "right", "right", "right"]);
}
