import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { io } from "@tensorflow/tfjs-core";
import { input, layers, model, type LayersModel } from "@tensorflow/tfjs-layers";
import { afterAll, describe, expect, it } from "vitest";
import { loadLayers } from "./load-layers.ts";
import { buildModel, call } from "./testing/models.ts";
import { saveLayers, type SavedModel } from "./testing/save-layers.ts";

const root = mkdtempSync(join(tmpdir(), "polyhead-load-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = () => join(root, `model${folders++}`);

function picture(): LayersModel {
  return buildModel([[6, 6, 2]], (x) => {
    const convolved = call(layers.conv2d({ filters: 3, kernelSize: 3, activation: "relu", name: "conv" }), x);
    return call(layers.dense({ units: 4, name: "head" }), call(layers.flatten(), convolved));
  });
}

/** A saved model, altered. */
async function saved(
  change: (saved: SavedModel) => unknown,
  { original = picture(), shard = 64 }: { readonly original?: LayersModel; readonly shard?: number } = {},
): Promise<string> {
  const folder = newFolder();
  await saveLayers(original, folder, { change, shard });
  return folder;
}

/** What the models give for the same pictures. */
function answers(...models: readonly LayersModel[]): unknown[] {
  const x = tf.randomUniform([2, 6, 6, 2], -1, 1, "float32", 1);
  return models.map((each) => (each.predict(x) as tf.Tensor).dataSync());
}

describe("loadLayers", () => {
  it("loads a model in many parts, from its model.json or its folder", async () => {
    const original = picture();
    const folder = newFolder();
    await saveLayers(original, folder);
    const [expected, ...actual] = answers(
      original,
      await loadLayers(join(folder, "model.json")),
      await loadLayers(folder),
    );
    expect(actual).toEqual([expected, expected]);
  });

  it("loads what the converter makes of a Keras model: groups of weights, quantized ones too", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const dense = { class_name: "Dense", config: { name: "d", units: 2, batch_input_shape: [null, 2] } };
    const kernel = { name: "d/kernel", shape: [2, 2], dtype: "float32" };
    const json = {
      format: "layers-model",
      modelTopology: {
        keras_version: "2.15.0",
        model_config: { class_name: "Sequential", config: { name: "s", layers: [dense] } },
        training_config: { loss: "a loss that nobody knows" },
      },
      weightsManifest: [
        {
          paths: ["kernel.bin"],
          weights: [{ ...kernel, quantization: { dtype: "uint8", scale: 0.5, min: -1 } }],
        },
        { paths: ["bias.bin"], weights: [{ name: "d/bias", shape: [2], dtype: "float32" }] },
      ],
    };
    writeFileSync(join(folder, "model.json"), JSON.stringify(json));
    writeFileSync(join(folder, "kernel.bin"), Uint8Array.of(0, 2, 4, 6)); // −1, 0, 1, 2
    writeFileSync(join(folder, "bias.bin"), new Uint8Array(Float32Array.of(10, 20).buffer));
    const loaded = await loadLayers(folder);
    expect((loaded.predict(tf.tensor2d([[1, 2]])) as tf.Tensor).arraySync()).toEqual([[11, 24]]);
  });

  it("leaves no tensors behind but the model's", async () => {
    const folder = newFolder();
    await saveLayers(picture(), folder);
    const before = tf.memory().numTensors;
    (await loadLayers(folder)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, string, RegExp, (json: SavedModel) => unknown]>([
    [
      "a graph model",
      "model-invalid",
      /graph model.*tfjs_layers_model/,
      (json) => ({ ...json, format: "graph-model", modelTopology: { node: [] } }),
    ],
    [
      "no weights",
      "file-invalid",
      /`weightsManifest` is missing/,
      ({ format, modelTopology }) => ({ format, modelTopology }),
    ],
    [
      "a weight of an unknown type",
      "file-invalid",
      /"conv\/kernel".*it has string/,
      (json) => altered(json, (weight) => ({ ...weight, dtype: "string" })),
    ],
    [
      "a negative length",
      "file-invalid",
      /`weightsManifest\.0\.weights\.0\.shape\.0`/,
      (json) => altered(json, (weight) => ({ ...weight, shape: [-1] })),
    ],
    [
      "weights outside of its folder",
      "file-invalid",
      /lie in its folder.*"\.\.\/shard0\.bin"/,
      ({ weightsManifest, ...json }) => ({
        ...json,
        weightsManifest: weightsManifest.map((group) => ({ ...group, paths: ["../shard0.bin"] })),
      }),
    ],
    [
      "a weight that no layer takes",
      "model-invalid",
      /"other\/kernel", which no layer takes/,
      (json) => altered(json, (weight) => ({ ...weight, name: "other/kernel" })),
    ],
    [
      "a layer that nobody knows",
      "model-invalid",
      /class "Snake".*registerClass/,
      (json) => renamed(json, "Snake"),
    ],
    [
      "a configuration of Keras 3",
      "model-invalid",
      /Keras 3\.1\.0.*TF_USE_LEGACY_KERAS=1/,
      (json) => {
        const config = renamed(json, "Snake").modelTopology;
        return { ...json, modelTopology: { ...config, keras_version: "3.1.0" } };
      },
    ],
  ])("refuses %s", async (_, code, message, change) => {
    await expect(loadLayers(await saved(change))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("refuses a manifest that lacks weights of a layer", async () => {
    const folder = await saved(
      (json) => {
        const weightsManifest = json.weightsManifest.map(({ paths, weights }) => ({
          paths: paths.slice(0, 1),
          weights: weights.slice(0, 1),
        }));
        return { ...json, weightsManifest };
      },
      { shard: 216 },
    );
    await expect(loadLayers(folder)).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(
        /all its 4 weights.*3 are missing: conv\/bias, head\/kernel, head\/bias/,
      ),
    });
  });

  it("refuses a stateful recurrent layer without a batch size", async () => {
    const recurrent = layers.simpleRNN({ units: 2, stateful: true, recurrentInitializer: "glorotUniform" });
    const x = input({ batchShape: [3, 4, 2] });
    const stateful = model({ inputs: x, outputs: call(recurrent, x) });
    const folder = await saved(
      (json) =>
        JSON.parse(JSON.stringify(json).replaceAll('"batch_input_shape":[3,', '"batch_input_shape":[null,')),
      { original: stateful },
    );
    await expect(loadLayers(folder)).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(/stateful.*`stateful: false`/),
    });
  });

  it("names the files that are not there, or cut off", async () => {
    const folder = newFolder();
    await saveLayers(picture(), folder);
    await expect(loadLayers(join(folder, "nothing"))).rejects.toMatchObject({ code: "file-missing" });
    writeFileSync(join(folder, "shard2.bin"), new Uint8Array(3));
    await expect(loadLayers(folder)).rejects.toMatchObject({
      code: "file-invalid",
      message: expect.stringMatching(/should have \d+ bytes, as its manifest says; they have \d+: fetch/),
    });
    unlinkSync(join(folder, "shard1.bin"));
    await expect(loadLayers(folder)).rejects.toMatchObject({
      code: "file-missing",
      message: expect.stringContaining('"shard1.bin"'),
    });
    writeFileSync(join(folder, "model.json"), "<!doctype html>");
    await expect(loadLayers(folder)).rejects.toMatchObject({
      code: "file-invalid",
      message: expect.stringContaining("it is no JSON"),
    });
  });
});

/** The model with its first weight altered. */
function altered(json: SavedModel, change: (weight: io.WeightsManifestEntry) => unknown): unknown {
  const weightsManifest = json.weightsManifest.map(({ paths, weights }) => ({
    paths,
    weights: weights.map((weight, index) => (index === 0 ? change(weight) : weight)),
  }));
  return { ...json, weightsManifest };
}

/** The model with its dense layer of another class. */
function renamed(json: SavedModel, className: string): SavedModel {
  const text = JSON.stringify(json.modelTopology).replace(
    '"class_name":"Dense"',
    `"class_name":"${className}"`,
  );
  return { ...json, modelTopology: JSON.parse(text) as Record<string, unknown> };
}
