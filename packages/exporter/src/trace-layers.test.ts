import { encodeModel, type Tensor } from "@polyhead/onnx";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { checkParity, type EncodedPlan } from "./parity/check-parity.ts";
import { planLayers } from "./plan-layers.ts";
import { buildModel, call } from "./testing/models.ts";
import { recurrentInitializers } from "./testing/recurrent-initializers.ts";

/** A nested model that is called twice, around a layer that is shared. */
function nestedModel(): LayersModel {
  const shared = layers.dense({ units: 4, name: "shared" });
  const inner = buildModel([[4, 4, 2]], (x) => {
    const convolved = call(layers.conv2d({ filters: 2, kernelSize: 3, padding: "same", name: "conv" }), x);
    return call(layers.reLU({ name: "relu" }), convolved);
  });
  Object.assign(inner, { name: "inner" });
  return buildModel([[4, 4, 2]], (x) => {
    const flat = call(layers.flatten({ name: "flat" }), call(inner, call(inner, x)));
    const twice = call(shared, call(shared, call(layers.dense({ units: 4, name: "first" }), flat)));
    return call(layers.dropout({ rate: 0.5, name: "drop" }), twice);
  });
}

async function encoded(model: LayersModel, traced: boolean, noise = 0): Promise<EncodedPlan> {
  const plan = await planLayers(model, {}, traced);
  const initializers = plan.onnx.graph.initializers.map((tensor): Tensor => {
    if (tensor.name !== "first/bias" || !(tensor.data instanceof Float32Array)) return tensor;
    return { ...tensor, data: tensor.data.map((value) => value + noise) };
  });
  return { plan, file: encodeModel({ ...plan.onnx, graph: { ...plan.onnx.graph, initializers } }) };
}

describe("traceLayers", () => {
  it("compares each call of each layer, nested ones by the names around them", async () => {
    const model = nestedModel();
    const plan = await encoded(model, false);
    const { numTensors } = tf.memory();
    const { layers: traced = [], outputs } = await checkParity(
      plan,
      { providers: ["cpu"] },
      await encoded(model, true),
    );
    expect(traced.map(({ layer, className }) => `${layer}: ${className}`)).toEqual([
      "inner/conv: Conv2D",
      "inner/relu: ReLU",
      "inner: Model",
      "inner/conv 2: Conv2D",
      "inner/relu 2: ReLU",
      "inner 2: Model",
      "flat: Flatten",
      "first: Dense",
      "shared: Dense",
      "shared 2: Dense",
      "drop: Dropout",
    ]);
    expect(traced.filter(({ agrees, maxAbsolute }) => !agrees || maxAbsolute > 1e-5)).toEqual([]);
    expect(outputs.map(({ output }) => output)).toEqual(["drop", "drop"]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("compares layers under the masks that they run with", async () => {
    const recurrent = { units: 2, ...recurrentInitializers };
    const nested = sequential({
      name: "nested",
      layers: [
        layers.gru({ ...recurrent, inputShape: [4, 2], returnSequences: true }),
        layers.gru(recurrent),
      ],
    });
    const model = buildModel([[4]], (x) => {
      const words = call(layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true, name: "words" }), x);
      const encoder = layers.lstm({ ...recurrent, returnState: true, name: "encoder" });
      const [, ...states] = encoder.apply(words) as SymbolicTensor[];
      const repeated = call(layers.repeatVector({ n: 3, name: "repeated" }), call(nested, words));
      const decoder = layers.lstm({ ...recurrent, returnSequences: true, name: "decoder" });
      return decoder.apply([repeated, ...states]) as SymbolicTensor;
    });
    const [plain, traced] = [await encoded(model, false), await encoded(model, true)];
    const { layers: compared = [] } = await checkParity(plain, { providers: ["cpu"] }, traced);
    expect(compared.map(({ layer }) => layer)).toEqual([
      "words",
      "encoder output 1",
      "encoder output 2",
      "nested",
      "repeated",
      "decoder",
    ]);
    expect(compared.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  it("names the first layer that differs in the refusal", async () => {
    const model = nestedModel();
    const [plain, traced] = [await encoded(model, false, 0.01), await encoded(model, true, 0.01)];
    await expect(checkParity(plain, { providers: ["cpu"] }, traced)).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringMatching(
        /"drop".* The first layer that differs is "first" \(Dense\), by 0\.010 on cpu\.$/,
      ),
    });
    await expect(checkParity(plain, { providers: ["cpu"] })).rejects.toThrow(/Export with a trace/);
  });
});
