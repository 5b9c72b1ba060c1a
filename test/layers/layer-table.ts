import type { LayerCase } from "@polyhead/exporter/testing";

/** Where cases are run, with the heading of the column. */
const columns = {
  cpu: "CPU",
  webgpu: "WebGPU",
  "browser-wasm": "WASM",
} as const;

export type Column = keyof typeof columns;

export const figuresOf = Object.keys(columns) as readonly Column[];

export type CaseFigures = Readonly<Partial<Record<Column, number>>>;

const HEADER = `# Layers

What \`@polyhead/exporter\` translates, each configuration as tests run it. A figure is the largest |Δ| / (1 + |reference|)
between ONNX Runtime and TensorFlow.js on random inputs at batch sizes 1, 2 and 7, rounded up to a power of ten; no row may
exceed 1e-5. CPU is ONNX Runtime in Node, WebGPU the same on a software driver (SwiftShader), WASM is onnxruntime-web in
Chromium. Where a provider fails, the number in brackets tells why, below; tests fail when that is no longer so.

This file is written by \`pnpm layers\`; CI fails where its rows are not those of the tests.
`;

/**
 * The whole document.
 *
 * @param refused why a class of layers is not exported, by class
 */
export function layersDocument(
  rows: readonly (readonly [LayerCase, CaseFigures])[],
  refused: ReadonlyMap<string, string>,
): string {
  const head = ["Layer", "Configuration", ...Object.values(columns)];
  const sorted = rows.toSorted(([a], [b]) => a.layer.localeCompare(b.layer));
  const reasons = [
    ...new Set(
      sorted.flatMap(([layerCase]) => figuresOf.flatMap((column) => reasonOf(layerCase, column) ?? [])),
    ),
  ];
  const lines = sorted.map(([layerCase, figures], index) => [
    sorted[index - 1]?.[0].layer === layerCase.layer ? "" : layerCase.layer,
    layerCase.name,
    ...figuresOf.map((column) => {
      const reason = reasonOf(layerCase, column);
      return reason === undefined ? shown(figures[column]) : `fails (${reasons.indexOf(reason) + 1})`;
    }),
  ]);
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}\n`);
  const others = Array.from(refused, ([layer, reason]) => `- ${layer}: ${reason}\n`);
  return [
    HEADER,
    markdownTable([head, ...lines]),
    ...(notes.length === 0 ? [] : [notes.join("")]),
    `Refused, by name and with the reason:\n\n${others.join("")}`,
  ].join("\n");
}

/** Why a provider is not expected to run a case. */
export function reasonOf({ except }: LayerCase, column: Column): string | undefined {
  return column === "cpu" ? undefined : except?.[column];
}

/** What of a document does not depend on the machine that it was written on: its text without the figures. */
export function rowsOf(document: string): string {
  return document
    .replaceAll(/exact|not run|≤ 1e-\d+/g, "figure")
    .replaceAll(/ +/g, " ")
    .replaceAll(/-+/g, "-");
}

function shown(figure: number | undefined): string {
  if (figure === undefined) return "not run";
  return figure === 0 ? "exact" : `≤ 1e${Math.ceil(Math.log10(figure))}`;
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}
