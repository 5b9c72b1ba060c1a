import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModel } from "@polyhead/onnx";
import { hasPythonOnnx, pythonRefusals } from "@polyhead/onnx/testing/python-checker";
import { MANIFEST_KEY, parseManifest, type FittedSpec } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type LayersModel } from "@tensorflow/tfjs-layers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { readModelFile } from "./read-model-file.ts";
import { operatorCounts } from "./testing/exported.ts";
import { buildModel, call, withRandomWeights } from "./testing/models.ts";

const directory = mkdtempSync(join(tmpdir(), "polyhead-export-"));
afterAll(() => rmSync(directory, { recursive: true }));
const pathOf = (name: string) => join(directory, `${name}.onnx`);

const normalizer = { mean: [120, 121.5, 110], std: [60, 61.25, 62] };
const imageSpec: FittedSpec = {
  name: "pictures",
  inputs: {
    image: {
      kind: "image",
      height: 12,
      width: 10,
      channels: 3,
      normalizer,
    },
  },
  tasks: {
    label: { kind: "classification", classes: ["cat", "dog", "owl"] },
    colorfulness: { kind: "regression", unit: "M3", normalizer: { mean: [40], std: [15] } },
  },
};

function pictureModel(): LayersModel {
  const image = input({ shape: [12, 10, 3], name: "image" });
  const pool = () => layers.maxPooling2d({ poolSize: 2 });
  const conv = (filters: number) =>
    layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" });
  const trunk = call(pool(), call(conv(6), call(pool(), call(conv(4), image))));
  const shared = call(layers.dense({ units: 16, activation: "relu" }), call(layers.flatten(), trunk));
  const outputs = [call(layers.dense({ units: 3 }), shared), call(layers.dense({ units: 1 }), shared)];
  return withRandomWeights(model({ inputs: image, outputs }));
}

const tableSpec: FittedSpec = {
  name: "table",
  inputs: {
    first: { kind: "numeric", columns: ["year", "area"], normalizer: { mean: [1990, 80], std: [12, 1] } },
    second: { kind: "numeric", columns: ["rooms"], normalizer: { mean: [0], std: [1] } },
  },
  tasks: { price: { kind: "regression", normalizer: { mean: [-2.5], std: [0.5] } } },
};

/** The model takes its inputs in another order than the spec names them. */
function tableModel(): LayersModel {
  const second = input({ shape: [1], name: "second" });
  const first = input({ shape: [2], name: "first" });
  const joined = call(layers.concatenate(), second, first);
  const hidden = call(layers.dense({ units: 8, activation: "tanh" }), joined);
  return withRandomWeights(
    model({ inputs: [second, first], outputs: call(layers.dense({ units: 1 }), hidden) }),
  );
}

/** A model with weights of 48 KB. */
function wideModel(): LayersModel {
  return buildModel([[40]], (x) => call(layers.dense({ units: 300, name: "wide" }), x));
}

describe("exportModel", () => {
  it("writes a convolutional model of two tasks with one transpose", async () => {
    const path = pathOf("pictures");
    const { numTensors } = tf.memory();
    const stages: string[] = [];
    const result = await exportModel({
      model: pictureModel(),
      spec: imageSpec,
      path,
      metrics: { label: { accuracy: 0.5 } },
      onProgress: (stage) => stages.push(stage),
    });
    expect(stages).toEqual(["convert", "verify", "write"]);
    const bytes = readFileSync(path);
    const onnx = readModel(bytes);
    expect(operatorCounts(onnx)).toEqual({
      Transpose: 1,
      Sub: 1,
      Div: 1,
      Conv: 2,
      Relu: 3,
      MaxPool: 2,
      Flatten: 1,
      Gemm: 3,
      Softmax: 1,
      Squeeze: 1,
      Mul: 1,
      Add: 1,
    });
    expect(result).toMatchObject({
      path,
      bytes: bytes.length,
      opset: 17,
      inputs: ["image"],
      outputs: ["label", "colorfulness"],
      nodes: 18,
    });
    expect([...onnx.graph.inputs, ...onnx.graph.outputs].map(({ type }) => type?.shape)).toEqual([
      ["batch", 12, 10, 3],
      ["batch", 3],
      ["batch"],
    ]);
    expect(onnx).toMatchObject({
      producerName: "@polyhead/exporter",
      producerVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      docString: "image (image) → label (classification), colorfulness (regression)",
    });
    const manifest = parseManifest(onnx.metadata[MANIFEST_KEY] ?? "");
    expect(manifest).toEqual(result.manifest);
    expect(manifest).toMatchObject({
      ...imageSpec,
      producer: { name: "@polyhead/exporter" },
      metrics: { label: { accuracy: 0.5 } },
    });
    expect(manifest.parity?.map(({ output, batch }) => `${output} ${batch}`)).toEqual([
      "label 1",
      "colorfulness 1",
      "label 7",
      "colorfulness 7",
    ]);
    expect(tf.memory().numTensors - numTensors).toBe(10); // the model's own weights
  });

  it("gives probabilities and numbers in the task's unit for raw pixels", async () => {
    const built = pictureModel();
    const path = pathOf("raw");
    await exportModel({ model: built, spec: imageSpec, path, logits: true });
    const pixels = Float32Array.from({ length: 2 * 360 }, (_, index) => (index * 37) % 256);
    const session = await InferenceSession.create(path);
    const outputs = await session.run({ image: new Tensor("float32", pixels, [2, 12, 10, 3]) });
    const { mean, std } = normalizer;
    const standardized = tf.div(tf.sub(tf.tensor4d(pixels, [2, 12, 10, 3]), mean), std);
    const [logits, standard] = built.predict(standardized) as tf.Tensor[];
    const expected = {
      label: tf.softmax(logits as tf.Tensor2D).dataSync(),
      label_logits: logits?.dataSync(),
      colorfulness: Float32Array.from(standard?.dataSync() ?? [], (value) => value * 15 + 40),
    };
    for (const [name, values] of Object.entries(expected)) {
      const data = outputs[name]?.data as Float32Array;
      expect(data).toHaveLength(values?.length ?? -1);
      for (const [index, value] of data.entries()) expect(value).toBeCloseTo(values?.[index] ?? 0, 4);
    }
    await session.release();
  });

  it("writes a model of tables, each input by its name, with no work for a mean of 0 and a std of 1", async () => {
    const path = pathOf("table");
    const samples = { first: [1990, 80, 2010, 79], second: [3, 4] };
    const result = await exportModel({ model: tableModel(), spec: tableSpec, path, samples });
    expect(result.inputs.toSorted()).toEqual(["first", "second"]);
    expect(operatorCounts(readModel(readFileSync(path)))).toMatchObject({ Sub: 1, Div: 1, Gemm: 2 });
    const { parity, manifest } = result;
    expect(parity.tolerance).toEqual({ absolute: 1e-4, relative: 1e-4 });
    expect(manifest?.parity?.map(({ batch }) => batch)).toEqual([1, 7, 2]);
  });

  it("writes any model as it stands without a spec", async () => {
    const path = pathOf("bare");
    const built = buildModel([[3]], (x) => call(layers.dense({ units: 2, name: "y" }), x));
    const result = await exportModel({ model: built, path, outputNames: ["scores"] });
    expect(result).toMatchObject({ inputs: ["input0"], outputs: ["scores"], parameters: 8, nodes: 1 });
    expect(result).not.toHaveProperty("manifest");
    expect(readModel(readFileSync(path)).metadata).toEqual({});
  });

  it("gives the same bytes for the same model and options", async () => {
    const built = pictureModel();
    const write = async (name: string) => {
      await exportModel({ model: built, spec: imageSpec, path: pathOf(name) });
      return readFileSync(pathOf(name));
    };
    expect((await write("once")).equals(await write("twice"))).toBe(true);
  });

  it("writes nothing for a model that does not pass, and leaves its tensors alone", async () => {
    const built = pictureModel();
    built.weights.at(-1)?.write(tf.tensor1d([Number.NaN]));
    writeFileSync(pathOf("kept"), "old");
    const before = readdirSync(directory);
    const { numTensors } = tf.memory();
    await expect(exportModel({ model: built, spec: imageSpec, path: pathOf("kept") })).rejects.toMatchObject({
      code: "export-parity",
      details: { output: "colorfulness" },
    });
    expect(readFileSync(pathOf("kept"), "utf8")).toBe("old");
    expect(readdirSync(directory)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it.each([
    ["an input that the model lacks", { inputs: { other: imageSpec.inputs["image"] } }],
    ["another image size", { inputs: { image: { ...imageSpec.inputs["image"], height: 13 } } }],
    ["a task too few", { tasks: { label: imageSpec.tasks["label"] } }],
    [
      "another number of classes",
      { tasks: { ...imageSpec.tasks, label: { kind: "classification", classes: ["a", "b"] } } },
    ],
  ])("refuses a spec with %s", async (_, change) => {
    const spec = { ...imageSpec, ...change } as FittedSpec;
    await expect(
      exportModel({ model: pictureModel(), spec, path: pathOf("mismatch") }),
    ).rejects.toMatchObject({ code: "model-invalid" });
  });

  it("puts the weights beside the file where asked, and reads them back", async () => {
    const [single, path] = [pathOf("single"), pathOf("split")];
    const built = wideModel();
    await exportModel({ model: built, path: single });
    const { bytes, parity } = await exportModel({ model: built, path, externalData: true });
    expect(bytes).toBe(statSync(path).size + statSync(`${path}.data`).size);
    expect(statSync(`${path}.data`).size).toBe(4096 + 4 * 40 * 300);
    expect(parity.outputs.filter(({ provider }) => provider === "cpu")).toHaveLength(2);
    expect(readModelFile(path)).toEqual(readModelFile(single));
    const written = [path, `${path}.data`].map((file) => readFileSync(file));
    await exportModel({ model: built, path, externalData: true });
    expect([path, `${path}.data`].map((file) => readFileSync(file))).toEqual(written);
    expect(
      readdirSync(directory)
        .filter((name) => name.includes("split"))
        .toSorted(),
    ).toEqual(["split.onnx", "split.onnx.data"]);
  });

  it("leaves both old files where the model does not pass", async () => {
    const path = pathOf("failing");
    writeFileSync(path, "old");
    writeFileSync(`${path}.data`, "old data");
    const built = wideModel();
    built.weights.at(-1)?.write(tf.tensor1d(new Float32Array(300).fill(Number.NaN)));
    const before = readdirSync(directory);
    await expect(exportModel({ model: built, path, externalData: true })).rejects.toMatchObject({
      code: "export-parity",
    });
    expect([path, `${path}.data`].map((file) => readFileSync(file, "utf8"))).toEqual(["old", "old data"]);
    expect(readdirSync(directory)).toEqual(before);
  });

  it("names the path that it cannot write", async () => {
    const path = join(pathOf("once"), "inside.onnx");
    await expect(exportModel({ model: tableModel(), spec: tableSpec, path })).rejects.toMatchObject({
      code: "file-unwritable",
      details: { path },
    });
  });
});

describe("onnx.checker", () => {
  it.skipIf(!hasPythonOnnx)("accepts the files, shape inference included", async () => {
    await exportModel({ model: pictureModel(), spec: imageSpec, path: pathOf("checked0"), logits: true });
    await exportModel({ model: tableModel(), spec: tableSpec, path: pathOf("checked1") });
    const varied = buildModel([[6, 6, 2], [4]], (image, columns) => {
      const conv = layers.conv2d({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "gelu",
      });
      const pool = layers.averagePooling2d({ poolSize: 2, strides: 1, padding: "same" });
      const features = call(layers.batchNormalization(), call(pool, call(conv, image)));
      const flat = call(layers.flatten(), call(layers.leakyReLU(), features));
      const joined = call(layers.concatenate(), flat, columns);
      return [call(layers.maximum(), joined, joined), call(layers.globalMaxPooling2d({}), features)];
    });
    await exportModel({ model: varied, path: pathOf("checked2") });
    await exportModel({ model: wideModel(), path: pathOf("checked3"), externalData: true });
    const paths = [0, 1, 2, 3].map((index) => pathOf(`checked${index}`));
    expect(pythonRefusals(paths)).toEqual(paths.map(() => null));
  });
});
