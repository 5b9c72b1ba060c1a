import { exportModel, type ExportResult } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import type { Inputs } from "@polyhead/spec";
import {
  averageScore,
  csv,
  evaluateSplits,
  train,
  type ModelConfig,
  type TrainingRun,
} from "@polyhead/trainer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import example from "polyhead-example-tox21";
import { realData } from "./real-data.ts";

const data = realData("tox21/tox21.csv.gz");

/** One epoch of some rows in ordinary runs; the whole example, which must reach a mean AUROC of 0.7, with POLYHEAD_FULL=1. */
const full = process.env["POLYHEAD_FULL"] === "1";
const { epochs, rows, level } = full
  ? { epochs: 15, rows: 8014, level: 0.7 }
  : { epochs: 1, rows: 400, level: 0 };

describe.skipIf(data === undefined)(`Tox21, epochs ${epochs}, ${rows} molecules`, () => {
  let directory: string;
  let config: ModelConfig;
  let run: TrainingRun;
  let exported: ExportResult;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-tox21-"));
    const lines = gunzipSync(await readFile(data ?? ""))
      .toString()
      .split("\n");
    const path = join(directory, "tox21.csv");
    await writeFile(path, lines.slice(0, rows + 1).join("\n"));
    config = {
      ...example,
      data: csv({ train: path, test: 0.2, seed: 0 }),
      training: { ...example.training, epochs },
    };
    run = await train(config, { directory });
    const { spec } = run.summary;
    exported = await exportModel({ model: run.model, spec, path: join(directory, "tox21.onnx") });
  }, 1_800_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("the exported file tells molecules apart as the trained model does", async () => {
    await using model = await load(exported.path, { device: "cpu" });
    const { splits } = await evaluateSplits(
      { spec: run.summary.spec, config, model: exported.path, splits: ["test"] },
      async ({ examples }) => {
        const outputs = await model.predictRaw(examples.map(({ inputs }) => inputs as Inputs));
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { data: values }]) => [name, values as Float32Array]),
        );
      },
    );
    const measured = Object.fromEntries(
      Object.entries(splits.test?.tasks ?? {}).map(([task, { metrics }]) => [task, metrics]),
    );
    const auroc = averageScore(run.summary.spec, measured);
    console.log(`Tox21 test split, epochs ${epochs}: mean AUROC ${auroc?.toFixed(4)}`);
    expect(auroc).toBeGreaterThanOrEqual(level);
    for (const [task, metrics] of Object.entries(run.summary.metrics["test"] ?? {}))
      expect(measured[task]?.["auroc"] ?? -1).toBeCloseTo(metrics["auroc"] ?? -1, 3);
  });

  test("the same molecule without its assay results is predicted all the same", async () => {
    await using model = await load(exported.path, { device: "cpu" });
    const [ethanol, again] = await model.predictBatch([{ smiles: "CCO" }, { smiles: "CCO" }]);
    expect(Object.keys(ethanol ?? {})).toEqual(Object.keys(example.tasks));
    expect(again).toEqual(ethanol);
  });
});
