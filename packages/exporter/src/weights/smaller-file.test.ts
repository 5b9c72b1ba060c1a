import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModel } from "@polyhead/onnx";
import { hasPythonOnnx, pythonRefusals } from "@polyhead/onnx/testing/python-checker";
import { MANIFEST_KEY, parseManifest, type FittedSpec } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { afterAll, expect, test } from "vitest";
import { exportModel, type ExportResult } from "../export-model.ts";
import { call, withRandomWeights } from "../testing/models.ts";
import { noise, run } from "../testing/weights.ts";
import type { WeightsOptions } from "./smaller-file.ts";

const directory = mkdtempSync(join(tmpdir(), "polyhead-weights-"));
afterAll(() => rmSync(directory, { recursive: true }));

const spec: FittedSpec = {
  name: "pets",
  inputs: {
    image: {
      kind: "image",
      height: 10,
      width: 10,
      channels: 3,
      normalizer: { mean: [125, 123, 114], std: [63, 62, 67] },
    },
  },
  tasks: {
    kind: { kind: "classification", classes: ["cat", "dog"] },
    age: { kind: "regression", unit: "years", normalizer: { mean: [6.5], std: [3.2] } },
  },
};

function network(convolutions: boolean): ReturnType<typeof model> {
  const image = input({ shape: [10, 10, 3], name: "image" });
  const seen = convolutions
    ? call(layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }), image)
    : image;
  const hidden = call(layers.dense({ units: 32, activation: "relu" }), call(layers.flatten(), seen));
  const heads = [2, 1].map((units): SymbolicTensor => call(layers.dense({ units }), hidden));
  return withRandomWeights(model({ inputs: image, outputs: heads }));
}

const pixels = noise(40, 10, 10, 3).data.map((value) => 127.5 * (value + 1));
const calibration = { samples: { image: pixels } };

/** Scores by agreement with the first file measured: the share of equal classes, the mean difference of ages. */
function agreement(): WeightsOptions["evaluate"] {
  let first: ReadonlyMap<string, Float32Array> | undefined;
  return async (file) => {
    const outputs = await run(readModel(file), { image: { data: pixels, shape: [40, 10, 10, 3] } });
    first ??= outputs;
    const difference = (task: string, changed: (a: number, b: number) => number): number => {
      const values = outputs.get(task) ?? new Float32Array();
      return (
        values.reduce((sum, value, index) => sum + changed(value, first?.get(task)?.[index] ?? 0), 0) /
        values.length
      );
    };
    return {
      kind: {
        metric: "agreement",
        value: 1 - difference("kind", (a, b) => Number(a > 0.5 !== b > 0.5)),
        higherIsBetter: true,
      },
      age: {
        metric: "error",
        value: 1 + difference("age", (a, b) => Math.abs(a - b) / 100),
        higherIsBetter: false,
      },
    };
  };
}

async function write(weights: Omit<WeightsOptions, "evaluate">, convolutions = true): Promise<ExportResult> {
  const path = join(directory, `${expect.getState().currentTestName?.replaceAll(/\W/g, "-")}.onnx`);
  const trained = network(convolutions);
  try {
    return await exportModel({ model: trained, spec, path, weights: { evaluate: agreement(), ...weights } });
  } finally {
    trained.dispose();
  }
}

test.each([
  ["float16", { method: "float16" }, 0.55, 0.01],
  ["float16 with its arithmetic", { method: "float16", compute: "float16" }, 0.55, 0.05],
  ["int8, static for convolutions", { method: "int8", calibration }, 0.35, 0.3],
  ["int8-dynamic", { method: "int8-dynamic" }, 0.35, 0.3],
  ["int4", { method: "int4" }, 0.25, 1],
] as const)("%s: a smaller file that tells its cost", async (_, weights, share, limit) => {
  const tensors = tf.memory().numTensors;
  const result = await write({ ...weights, limit });
  const { bytes, path, parity } = result;
  expect(bytes).toBeLessThan(share * (result.weights?.float32Bytes ?? 0));
  const manifest = parseManifest(readModel(readFileSync(path)).metadata[MANIFEST_KEY] ?? "");
  expect(manifest.weights).toEqual(result.weights);
  expect(new Set(manifest.parity?.map(({ output }) => output))).toEqual(new Set(["kind", "age"]));
  expect(Math.max(...parity.outputs.map(({ maxAbsolute }) => maxAbsolute))).toBeGreaterThan(1e-5);
  expect(result.weights?.scores).toMatchObject({
    kind: { float32: 1 },
    age: { metric: "error", float32: 1 },
  });
  expect(result.weights?.scores["age"]?.value).toBeGreaterThan(1);
  expect(tf.memory().numTensors).toBe(tensors);
});

test.skipIf(!hasPythonOnnx)("ONNX's own checker accepts them all", () => {
  const paths = readdirSync(directory).map((name) => join(directory, name));
  expect(paths.length).toBeGreaterThan(4);
  expect(pythonRefusals(paths).filter((reason) => reason !== null)).toEqual([]);
});

test("int8 is dynamic where there are no convolutions, and then needs no calibration data", async () => {
  expect((await write({ method: "int8", limit: 0.3 }, false)).weights?.method).toBe("int8-dynamic");
});

test.each([
  [
    "loses too much",
    { method: "int4", limit: 0 },
    "export-quality",
    /Task "kind" must not lose more than 0 % of its agreement/,
  ],
  [
    "has no calibration data",
    { method: "int8" },
    "input-invalid",
    /"int8-static" need calibration data.*Received none/,
  ],
  [
    "has no calibration samples",
    { method: "int8", calibration: { samples: { image: [] } } },
    "input-invalid",
    /need calibration data/,
  ],
  [
    "has calibration data of another shape",
    { method: "int8", calibration: { samples: { image: [1] } } },
    "input-invalid",
    /whole examples of "image"/,
  ],
  [
    "computes in float16 on other weights",
    { method: "int4", compute: "float16" },
    "input-invalid",
    /must go with the method "float16"/,
  ],
  ["has a limit above 1", { method: "int4", limit: 2 }, "input-invalid", /from 0 to 1.*Received 2/],
] as const)("nothing is written when a file %s", async (_, weights, code, message) => {
  const before = readdirSync(directory);
  await expect(write(weights)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
  );
  expect(readdirSync(directory)).toEqual(before);
});

test("a file that would not be smaller is refused", async () => {
  const x = input({ shape: [4] });
  const path = join(directory, "tiny.onnx");
  const tiny = withRandomWeights(model({ inputs: x, outputs: call(layers.dense({ units: 2 }), x) }));
  const weights = { method: "int8", evaluate: async () => ({}) } as const;
  await expect(exportModel({ model: tiny, path, weights })).rejects.toThrow(
    /"int8-dynamic" must make the file smaller/,
  );
  expect(existsSync(path)).toBe(false);
});
