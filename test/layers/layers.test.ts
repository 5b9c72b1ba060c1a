import { readFileSync, writeFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import {
  compareOutput,
  layerCases,
  prepareCase,
  refusals,
  type LayerCase,
  type PreparedCase,
} from "@polyhead/exporter/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../browser/harness.ts";
import { findChromium, softwareVulkan } from "../setup/chromium.ts";
import { runCase, type CaseRun } from "./case-run.ts";
import { figuresOf, layersDocument, reasonOf, rowsOf, type CaseFigures, type Column } from "./layer-table.ts";
import { runOnWebgpu } from "./webgpu-runner.ts";

const DOCUMENT = new URL("../../docs/layers.md", import.meta.url);

/** The largest |Δ| / (1 + |reference|) that a case may have. */
const TOLERANCE = 1e-5;

const vulkan = softwareVulkan();
const available: Readonly<Record<Column, boolean>> = {
  cpu: true,
  webgpu: vulkan !== undefined,
  "browser-wasm": findChromium() !== undefined,
};

const runners: Readonly<Record<Column, (cases: readonly PreparedCase[]) => Promise<readonly CaseRun[]>>> = {
  cpu: async (cases) => {
    const runs: CaseRun[] = [];
    for (const prepared of cases) runs.push(await runCase(ort, "cpu", prepared));
    return runs;
  },
  webgpu: async (cases) => runOnWebgpu(cases, vulkan ?? {}),
  "browser-wasm": async (cases) => {
    await using session = await openBrowser({
      script: new URL("page.ts", import.meta.url),
      global: "layers",
    });
    const runs: CaseRun[] = [];
    for (const prepared of cases)
      runs.push(await session.page.evaluate((sent) => globalThis.layers.run(sent), prepared));
    return runs;
  },
};

/** The largest |Δ| / (1 + |reference|); infinite where a case does not run. */
function figureOf(run: CaseRun | undefined, { batches }: PreparedCase): number {
  if (run === undefined || "error" in run) return Number.POSITIVE_INFINITY;
  const figures = batches.flatMap(({ reference }, index) =>
    reference.map(([name, { data }]) => {
      const output = run.outputs[index]?.[name] ?? new Float32Array();
      const { worst } = compareOutput(name, 0, output, data, { absolute: TOLERANCE, relative: TOLERANCE });
      return worst.excess * TOLERANCE;
    }),
  );
  return Math.max(...figures);
}

function verdictOf(failure: string | undefined, reason: string | undefined): string {
  if (reason === undefined) return failure ?? "as expected";
  return failure === undefined ? `no longer fails, though ${reason}` : "as expected";
}

const named = layerCases.map((layerCase) => [`${layerCase.layer}, ${layerCase.name}`, layerCase] as const);
const figures = new Map<LayerCase, CaseFigures>();
const errors = new Map<string, string>();

const prepared = new Map<LayerCase, PreparedCase>();
beforeAll(async () => {
  for (const layerCase of layerCases) prepared.set(layerCase, await prepareCase(layerCase, [1, 2, 7]));
});

describe.each(figuresOf.filter((column) => available[column]))("%s", (column) => {
  beforeAll(async () => {
    const cases = [...prepared.values()];
    const runs = await runners[column](cases);
    for (const [index, [layerCase, one]] of [...prepared].entries()) {
      const run = runs[index];
      const figure = figureOf(run, one);
      figures.set(layerCase, { ...figures.get(layerCase), [column]: figure });
      if (run !== undefined && "error" in run)
        errors.set(`${column} ${layerCase.layer}, ${layerCase.name}`, run.error);
    }
  });

  test.each(named)("%s", (name, layerCase) => {
    const figure = figures.get(layerCase)?.[column] ?? Number.POSITIVE_INFINITY;
    const difference = figure > TOLERANCE ? `differs by ${figure}` : undefined;
    const failure = errors.get(`${column} ${name}`) ?? difference;
    expect(verdictOf(failure, reasonOf(layerCase, column))).toBe("as expected");
  });
});

describe("docs/layers.md", () => {
  const newDocument = (): string =>
    layersDocument(
      layerCases.map((layerCase) => [layerCase, figures.get(layerCase) ?? {}]),
      refusals,
    );

  test.runIf(process.env["POLYHEAD_WRITE_LAYERS"] === "1")("is written, with a figure in every cell", () => {
    expect(newDocument()).not.toContain("not run");
    writeFileSync(DOCUMENT, newDocument());
  });

  test("has these rows", () => {
    const committed = readFileSync(DOCUMENT, "utf8");
    expect(rowsOf(committed), "run `pnpm layers` to write it anew").toBe(rowsOf(newDocument()));
  });
});
