import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { convertModel } from "../../convert-model.ts";
import type { Layer } from "../../layer.ts";
import { exported, operatorCounts } from "../../testing/exported.ts";
import { layerModel } from "../../testing/layer-model.ts";
import { buildModel, call } from "../../testing/models.ts";
import { recurrentInitializers } from "../../testing/recurrent-initializers.ts";

const args = { units: 3, ...recurrentInitializers };

async function operatorsOf(make: () => Layer, masked = false): Promise<readonly string[]> {
  const built = buildModel([[4, 2]], (x) => call(make(), masked ? call(layers.masking(), x) : x));
  return Object.keys(operatorCounts(await exported(built)));
}

describe("recurrentLayer", () => {
  it.each<[string, () => Layer]>([
    ["RNN", () => layers.simpleRNN({ ...args, activation: "relu" })],
    ["GRU", () => layers.gru({ ...args, recurrentActivation: "sigmoid" })],
    ["LSTM", () => layers.lstm({ ...args, recurrentActivation: "tanh" })],
    ["LSTM", () => layers.rnn({ cell: layers.lstmCell({ ...args, recurrentActivation: "sigmoid" }) })],
  ])(
    "runs by ONNX's %s where every execution provider knows the activations, masked or not",
    async (opType, make) => {
      expect(await operatorsOf(make)).toContain(opType);
      const masked = await operatorsOf(make, true);
      expect(masked).toContain(opType);
      expect(masked).not.toContain("Scan");
    },
  );

  it.each<[string, () => Layer]>([
    ["hardSigmoid", () => layers.lstm(args)],
    ["softplus", () => layers.simpleRNN({ ...args, activation: "softplus" })],
    ["gelu", () => layers.gru({ ...args, recurrentActivation: "sigmoid", activation: "gelu" })],
  ])("runs by Scan with %s", async (_, make) => {
    expect(await operatorsOf(make)).toContain("Scan");
    expect(await operatorsOf(make, true)).toContain("Scan");
  });

  it("ignores dropout, which is for training", async () => {
    const built = layerModel(() => layers.lstm({ ...args, dropout: 0.5, recurrentDropout: 0.5 }), [4, 2]);
    // TensorFlow.js keeps the ones that it multiplies by until the next call.
    tf.tidy(() => void built.predict(tf.ones([1, 4, 2])));
    expect(operatorCounts(await exported(built))).toMatchObject({ Scan: 1 });
  });

  it.each<[string, () => Layer]>([
    [
      "keeps the dropout of the first batch",
      () => layers.rnn({ cell: layers.gruCell({ ...args, dropout: 0.5 }) }),
    ],
    [
      "keeps the dropout of the first batch",
      () => layers.rnn({ cell: [layers.gruCell(args), layers.lstmCell({ ...args, recurrentDropout: 0.5 })] }),
    ],
    ['its cell "own" is a OwnCell, which has no translation', () => layers.rnn({ cell: new OwnCell(args) })],
  ])("refuses a cell: %s", async (reason, make) => {
    await expect(convertModel(layerModel(make, [4, 2]))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining(reason),
    });
  });

  it("refuses a layer that keeps states between calls, and tells what to do", async () => {
    const fixed = input({ batchShape: [2, 4, 3] });
    const layer = layers.gru({ ...args, stateful: true });
    const kept = model({ inputs: fixed, outputs: call(layer, fixed) });
    const message: unknown = expect.stringContaining("`stateful: false`");
    await expect(convertModel(kept)).rejects.toMatchObject({ code: "export-unsupported", message });
    await expect(convertModel(buildModel([[4, 3]], (x) => call(kept, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      details: { layer: layer.name },
      message,
    });
  });

  it("keeps names apart where one graph runs several bodies", async () => {
    const built = buildModel([[4, 2]], (x) => {
      const shared = layers.gru({ ...args, returnSequences: true, name: "twin" });
      const first = call(shared, x);
      return [
        call(layers.gru({ ...args, name: "state" }), first),
        call(shared, call(layers.dense({ units: 2 }), first)),
      ];
    });
    expect(operatorCounts(await exported(built))).toMatchObject({ Scan: 3 });
  });
});

/** A cell of a user's own: the mean of the state and the input. */
class OwnCell extends layers.Layer {
  static readonly className = "OwnCell";
  readonly stateSize: number;
  declare dropoutMask: tf.Tensor;
  declare recurrentDropoutMask: tf.Tensor;

  constructor({ units }: { readonly units: number }) {
    super({ name: "own" });
    this.stateSize = units;
  }

  override call(inputs: tf.Tensor[]): tf.Tensor[] {
    return inputs;
  }
}
