import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  exportModel,
  type CalibrationMethod,
  type Evaluate,
  type ExportResult,
  type WeightsOptions,
} from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import type { Inputs } from "@polyhead/spec";
import {
  adam,
  cnn,
  defineModel,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  type TrainingRun,
} from "@polyhead/trainer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, predictInBrowser, type BrowserSession } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

const { color, size } = shapesTasks;
const shape = { inputs: { image: shapesInput(24) }, tasks: { color, size } };
const source = shapes({ count: 800, testCount: 300, size: 24 });
const held = await Array.fromAsync(source.test?.() ?? []);
const inputs = held.map((example) => example.inputs as Inputs<typeof shape>);

/** The accuracy of colors and the R² of sizes. */
const evaluate: Evaluate = async (file) => {
  await using model = await load<typeof shape>(file, { device: "cpu" });
  const predictions = await model.predictBatch(inputs);
  const right = predictions.filter(
    (prediction, index) => prediction.color.class === held[index]?.labels["color"],
  );
  const sizes = held.map(({ labels }) => Number(labels["size"]));
  const mean = sizes.reduce((sum, value) => sum + value, 0) / sizes.length;
  const squares = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number) => sum + number * number, 0);
  const errors = predictions.map((prediction, index) => prediction.size.value - (sizes[index] ?? Number.NaN));
  return {
    color: { metric: "accuracy", value: right.length / held.length, higherIsBetter: true },
    size: {
      metric: "r2",
      value: 1 - squares(errors) / squares(sizes.map((value) => value - mean)),
      higherIsBetter: true,
    },
  };
};

const pictures = (await Array.fromAsync(source.train()))
  .slice(0, 128)
  .map((example) => example.inputs["image"]);
const samples = {
  image: Float32Array.from(pictures.flatMap((picture) => [...(picture as Uint8Array)])),
};

interface Method {
  readonly weights: Omit<WeightsOptions, "evaluate">;
  /** What it may lose of a metric. */
  readonly loss: number;
  /** The share of the float32 file that it may take. */
  readonly share: number;
}

const statically = (method: CalibrationMethod): Method => ({
  weights: { method: "int8", calibration: { samples, method } },
  loss: 0.02,
  share: 0.3,
});

const methods: Readonly<Record<string, Method>> = {
  "float16 weights": { weights: { method: "float16" }, loss: 0.004, share: 0.52 },
  "float16 arithmetic": { weights: { method: "float16", compute: "float16" }, loss: 0.004, share: 0.52 },
  "dynamic int8": { weights: { method: "int8-dynamic" }, loss: 0.02, share: 0.35 },
  "static int8 by extremes": statically("minmax"),
  "static int8 by percentile": statically("percentile"),
  "static int8 by entropy": statically("entropy"),
  "int4 blocks": { weights: { method: "int4" }, loss: 0.05, share: 0.25 },
};

describe("smaller weights of a trained model", () => {
  let directory: string;
  let run: TrainingRun;
  let browser: BrowserSession | undefined;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-weights-"));
    const config = defineModel({
      name: "shapes",
      ...shape,
      data: source,
      trunk: cnn({ filters: [16, 32], dense: 64 }),
      training: { epochs: 4, batchSize: 32, optimizer: adam({ learningRate: 0.004 }) },
    });
    run = await train(config, { directory });
    if (findChromium() !== undefined) browser = await openBrowser({ webgpu: false });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(directory, { recursive: true });
  });

  const write = (name: string, weights: Method["weights"]): Promise<ExportResult> => {
    const path = join(directory, `${name}.onnx`);
    const { spec } = run.summary;
    return exportModel({ model: run.model, spec, path, weights: { limit: 1, ...weights, evaluate } });
  };

  test.each(Object.entries(methods))("%s keep its metrics, in Node and in Chromium", async (name, method) => {
    const { path, bytes, weights } = await write(name, method.weights);
    expect(bytes).toBeLessThan(method.share * (weights?.float32Bytes ?? 0));
    for (const { value, float32 } of Object.values(weights?.scores ?? {})) {
      expect(float32).toBeGreaterThan(0.5);
      expect(value).toBeGreaterThan(float32 - method.loss);
    }
    const some = inputs.slice(0, 10);
    await using model = await load(path, { device: "cpu" });
    const expected = await model.predictBatch(some);
    expect(expected).toHaveLength(some.length);
    if (browser === undefined) return;
    const modelBytes = new Uint8Array(await readFile(path));
    const { predictions } = await predictInBrowser(browser, { modelBytes, device: "wasm", inputs: some });
    expect(predictions).toPredictLike(expected);
  });
});
