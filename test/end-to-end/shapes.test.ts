import { exportModel } from "@polyhead/exporter";
import { cnn, defineModel, shapes, shapesInput, shapesTasks, train, uncertainty } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "../browser/matcher.ts";
import { places, type Predictions } from "./predict-everywhere.ts";
import { trainedPredictions } from "./trained-predictions.ts";

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(20) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [8, 16], dense: 32 }),
  balancing: uncertainty(),
  data: shapes({ count: 400, testCount: 40, size: 20 }),
  training: { epochs: 3 },
});

describe("four tasks on drawn shapes, from training to predictions", () => {
  let directory: string;
  let path: string;
  let images: readonly Uint8Array[];
  let reference: Predictions;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-shapes-"));
    const { model, summary } = await train(config, { directory });
    ({ path } = await exportModel({ model, spec: summary.spec, path: join(directory, "shapes.onnx") }));
    const examples = await Array.fromAsync(config.data?.test?.(config) ?? []);
    images = examples.map(({ inputs }) => inputs["image"] as Uint8Array);
    reference = trainedPredictions(model, summary.spec, images);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  for (const { name, unavailable, predict } of places) {
    test.skipIf(unavailable)(`${name} predicts what the trained model predicts`, async () => {
      expect(images).toHaveLength(40);
      expect(await predict(path, "image", images)).toPredictLike(reference);
    });
  }
});
