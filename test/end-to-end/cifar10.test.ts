import { exportModel, type ExportResult } from "@polyhead/exporter";
import { cifar10, train, type TrainingRun } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import example from "polyhead-example-cifar10";
import "../browser/matcher.ts";
import { places, type Predictions } from "./predict-everywhere.ts";
import { realData } from "./real-data.ts";
import { trainedPredictions } from "./trained-predictions.ts";

const data = realData("cifar-10-batches-bin");

/** One epoch in ordinary runs; the whole ten with POLYHEAD_FULL=1, with the levels that ten must reach. */
const full = process.env["POLYHEAD_FULL"] === "1";
const levels = full ? { epochs: 10, accuracy: 0.59, r2: 0.94 } : { epochs: 1, accuracy: 0.35, r2: 0.7 };

describe.skipIf(data === undefined)(`CIFAR-10, ${levels.epochs} epochs: label and colorfulness`, () => {
  const source = cifar10(data === undefined ? {} : { directory: data });
  const config = {
    ...example,
    data: source,
    training: { ...example.training, epochs: levels.epochs, validationSplit: 0, testEveryEpoch: true },
  };
  let directory: string;
  let run: TrainingRun;
  let exported: ExportResult;
  let images: readonly Uint8Array[];
  let reference: Predictions;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-cifar-"));
    run = await train(config, { directory });
    const path = join(directory, "cifar.onnx");
    exported = await exportModel({ model: run.model, spec: run.summary.spec, path });
    const examples = await Array.fromAsync(source.test?.() ?? []);
    images = examples.map(({ inputs }) => inputs["image"] as Uint8Array);
    reference = trainedPredictions(run.model, run.summary.spec, images);
  }, 1_800_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("the best epoch is as good as it should be on the test split", () => {
    const best = (
      of: (metrics: Readonly<Record<string, Readonly<Record<string, number>>>>) => number,
    ): number => Math.max(...run.history.map(({ metrics }) => of(metrics.test ?? {})));
    const accuracy = best((metrics) => metrics["label"]?.["accuracy"] ?? 0);
    const r2 = best((metrics) => metrics["colorfulness"]?.["r2"] ?? 0);
    console.log(
      `CIFAR-10 test split, best of ${levels.epochs}: accuracy ${accuracy}, colorfulness R² ${r2.toFixed(4)}`,
    );
    expect(accuracy).toBeGreaterThanOrEqual(levels.accuracy);
    expect(r2).toBeGreaterThanOrEqual(levels.r2);
  });

  test("the file has one output a task, and agrees with the model", () => {
    expect(exported.outputs).toEqual(["label", "colorfulness"]);
    expect(images).toHaveLength(2000);
  });

  for (const { name, slow, unavailable, predict } of places) {
    test.skipIf(unavailable)(`${name} predicts what the trained model predicts`, async () => {
      const some = images.slice(0, slow ? 64 : images.length);
      const predictions = await predict(exported.path, "image", some);
      expect(predictions).toPredictLike(reference.slice(0, some.length));
    });
  }
});
