import type { OutputParity, ParityReport } from "@polyhead/exporter";
import type { ParityFigure } from "@polyhead/spec";
import { style } from "./style.ts";
import { table, type Alignment } from "./table.ts";

/** The figures of a manifest: largest differences between the trained model and the file on the CPU. */
export function parityTable(figures: readonly ParityFigure[]): string {
  const rows = figures.map((figure) => [
    style("bold", figure.output),
    String(figure.batch),
    ...differences(figure),
  ]);
  return withHeader(["parity", "batch"], ["left", "right"], rows);
}

/**
 * The figures of an export: every output on every provider, then every layer where they were traced, then the
 * providers that were passed over.
 */
export function parityReport({ outputs, layers, providers }: ParityReport): string {
  const passedOver = providers.flatMap(({ provider, obstacle }) =>
    obstacle === undefined ? [] : [`${provider}: ${obstacle}`],
  );
  return [
    outputsTable(outputs),
    ...(layers === undefined ? [] : [layersTable(layers)]),
    ...(passedOver.length === 0 ? [] : [`${style("dim", `not compared on ${passedOver.join("; ")}`)}\n`]),
  ].join("\n");
}

function outputsTable(outputs: readonly OutputParity[]): string {
  const rows = outputs.map((figure) => [
    style("bold", figure.output),
    figure.provider,
    figure.inputs,
    String(figure.batch),
    ...differences(figure),
    verdict(figure),
  ]);
  const head = ["parity", "provider", "inputs", "batch"];
  return withHeader(head, ["left", "left", "left", "right"], rows);
}

function layersTable(layers: NonNullable<ParityReport["layers"]>): string {
  const rows = layers.map((figure) => [
    style("bold", figure.layer),
    figure.className,
    figure.provider,
    ...differences(figure),
    verdict(figure),
  ]);
  return withHeader(["layer", "class", "provider"], ["left", "left", "left"], rows);
}

function withHeader(
  head: readonly string[],
  alignments: readonly Alignment[],
  rows: readonly (readonly string[])[],
): string {
  const header = [...head, "max |Δ|", "max |Δ|/|ref|"].map((cell) => style("dim", cell));
  return table([header, ...rows], [...alignments, "right", "right"]);
}

function differences({ maxAbsolute, maxRelative }: Omit<ParityFigure, "output" | "batch">): string[] {
  return [maxAbsolute, maxRelative].map((difference) => difference.toExponential(1));
}

function verdict({ agrees }: { readonly agrees: boolean }): string {
  return agrees ? "" : style("red", "beyond the tolerance");
}
