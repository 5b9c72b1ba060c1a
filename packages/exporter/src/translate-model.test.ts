import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { convertModel } from "./convert-model.ts";
import { exported, exportedOn, operatorCounts, operatorsOf } from "./testing/exported.ts";
import { buildModel, call, withRandomWeights } from "./testing/models.ts";

/** A layer of a user's own. */
class Unheard extends layers.Layer {
  static readonly className = "Unheard";
}

describe("translateModel", () => {
  it("writes a shared layer's weights once, whatever the number of its calls", async () => {
    const shared = layers.dense({ units: 4, activation: "tanh" });
    const onnx = await exported(
      buildModel([[4], [4]], (x, y) => [call(shared, x), call(shared, call(shared, y))]),
    );
    expect(operatorCounts(onnx)).toMatchObject({ Gemm: 3 });
    expect(onnx.graph.initializers).toHaveLength(2);
  });

  it("writes the weights of twin image branches once", async () => {
    const conv = layers.conv2d({ filters: 3, kernelSize: 2 });
    const dense = layers.dense({ units: 2 });
    const branch = (x: SymbolicTensor) => call(dense, call(layers.flatten(), call(conv, x)));
    const onnx = await exported(
      buildModel(
        [
          [4, 4, 2],
          [4, 4, 2],
        ],
        (x, y) => call(layers.add(), branch(x), branch(y)),
      ),
    );
    expect(operatorCounts(onnx)).toEqual({ Transpose: 2, Conv: 2, Flatten: 2, Gemm: 2, Add: 1 });
    expect(onnx.graph.initializers).toHaveLength(4);
  });

  it("translates an input that two layers use once", async () => {
    const conv = () => layers.conv2d({ filters: 3, kernelSize: 2 });
    const pool = () => layers.globalMaxPooling2d({});
    expect(
      await operatorsOf(
        buildModel([[4, 4, 2]], (x) => [call(pool(), call(conv(), x)), call(pool(), call(conv(), x))]),
      ),
    ).toMatchObject({ Transpose: 1, Conv: 2 });
  });

  it("translates nested models in place, each call with its own inputs", async () => {
    const inner = buildModel([[4, 4, 2]], (x) => {
      const convolved = call(layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }), x);
      return call(layers.reLU(), convolved);
    });
    const outer = buildModel([[4, 4, 2]], (x) =>
      call(layers.dense({ units: 3 }), call(layers.flatten(), call(inner, call(inner, x)))),
    );
    expect(await operatorsOf(outer)).toEqual({ Transpose: 1, Conv: 2, Relu: 2, Flatten: 1, Gemm: 1 });
  });

  it("translates sequential models, nested ones too", async () => {
    const head = sequential({ layers: [layers.dense({ units: 3, inputShape: [5] }), layers.softmax()] });
    const whole = sequential({ layers: [layers.dense({ units: 5, inputShape: [4] }), head] });
    expect(await operatorsOf(withRandomWeights(whole))).toEqual({ Gemm: 2, Softmax: 1 });
  });

  it("translates frozen and partly frozen models", async () => {
    const frozen = layers.dense({ units: 4, trainable: false });
    expect(
      await operatorsOf(buildModel([[4]], (x) => call(layers.dense({ units: 2 }), call(frozen, x)))),
    ).toMatchObject({ Gemm: 2 });
  });

  it("gives an input, and one value twice, as outputs", async () => {
    const inner = buildModel([[3]], (x) => [x, call(layers.reLU(), x)]);
    const onnx = await convertModel(
      model({ inputs: inner.inputs, outputs: [...inner.outputs, ...inner.outputs.slice(1)] }),
    );
    expect(onnx.graph.outputs.map(({ name }) => name)).toEqual([
      "input0_1",
      ...[0, 1].map((index) => inner.outputNames[1] + (index === 0 ? "" : "_1")),
    ]);
  });

  it("refuses a layer without a translator, by name, class and reason", async () => {
    const layer = new Unheard();
    const unknown = buildModel([[3]], (x) => call(layer, x));
    await expect(convertModel(unknown)).rejects.toMatchObject({
      name: "PolyheadError",
      code: "export-unsupported",
      message: expect.stringContaining(`"${layer.name}" (Unheard)`),
      details: { layer: layer.name, className: "Unheard" },
    });
  });

  it("takes int32 inputs as they are, and as float32 where layers compute with them", async () => {
    const words = input({ shape: [null], name: "words", dtype: "int32" });
    const vectors = call(layers.embedding({ inputDim: 4, outputDim: 2 }), words);
    const onnx = await exportedOn(
      withRandomWeights(model({ inputs: words, outputs: [vectors, call(layers.reLU(), words)] })),
      { integers: true, center: 1.5, reach: 1.5, lengths: [1, 4] },
    );
    expect(onnx.graph.inputs.map(({ type }) => type)).toEqual([
      { dataType: "int32", shape: ["batch", "words_length"] },
    ]);
    expect(operatorCounts(onnx)).toEqual({ Cast: 1, Gather: 1, Relu: 1 });
  });

  it("leaves open lengths open, under a symbol named after the input", async () => {
    const x = input({ shape: [null, 3], name: "words" });
    const { graph } = await exported(model({ inputs: x, outputs: call(layers.reLU(), x) }));
    expect(graph.inputs.map(({ type }) => type?.shape)).toEqual([["batch", "words_length", 3]]);
  });

  it("refuses an open length where a layer needs a fixed one", async () => {
    const x = input({ shape: [null, 3] });
    const reshape = layers.reshape({ targetShape: [6] });
    await expect(convertModel(model({ inputs: x, outputs: call(reshape, x) }))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("[batch, ?, 3]"),
    });
  });

  it.each([
    ["a fixed batch size", { batchShape: [2, 3] }, "batch size is fixed to 2"],
    ["another type", { shape: [3], dtype: "bool" as const }, "bool"],
  ])("refuses an input with %s", async (_, config, reason) => {
    const x = input(config);
    await expect(convertModel(model({ inputs: x, outputs: call(layers.reLU(), x) }))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining(reason),
    });
  });

  it("leaves the model's tensors as they were when it refuses", async () => {
    const unknown = buildModel([[3]], (x) => call(new Unheard(), x));
    const { numTensors } = tf.memory();
    await expect(convertModel(unknown)).rejects.toThrow("Unheard");
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
