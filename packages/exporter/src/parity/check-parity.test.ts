import { encodeModel, type Model, type Tensor } from "@polyhead/onnx";
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { checkParity } from "./check-parity.ts";
import { planLayers } from "../plan-layers.ts";
import { planTasks } from "../plan-tasks.ts";
import { buildModel, call } from "../testing/models.ts";

const dense = () => buildModel([[6]], (x) => call(layers.dense({ units: 3, name: "y" }), x));

/** The model with one number of one initializer changed. */
function corrupted(onnx: Model, name: string, change: (data: Float32Array) => void): Model {
  const initializers = onnx.graph.initializers.map((tensor): Tensor => {
    if (tensor.name !== name || !(tensor.data instanceof Float32Array)) return tensor;
    const data = tensor.data.slice();
    change(data);
    return { ...tensor, data };
  });
  return { ...onnx, graph: { ...onnx.graph, initializers } };
}

describe("checkParity", () => {
  it("reports the largest differences by output and batch size", async () => {
    const plan = await planLayers(dense(), {});
    const parity = await checkParity(plan, encodeModel(plan.onnx), {
      samples: { input0: Array.from({ length: 65 * 6 }, (_, index) => index / 100) },
    });
    expect(parity.map(({ output, batch }) => [output, batch])).toEqual([
      ["y", 1],
      ["y", 7],
      ["y", 64],
    ]);
    for (const { maxAbsolute, maxRelative } of parity) {
      expect(maxAbsolute).toBeLessThan(1e-5);
      expect(maxRelative).toBeLessThan(1e-5);
    }
  });

  it("refuses a file with one corrupted bias, by output, index, values and batch size", async () => {
    const plan = await planLayers(dense(), {});
    const { numTensors } = tf.memory();
    const bytes = encodeModel(
      corrupted(plan.onnx, "y/bias", (bias) => {
        bias[2] = (bias[2] ?? 0) + 0.01;
      }),
    );
    await expect(checkParity(plan, bytes)).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringMatching(/"y".*batch size 1, index \[0, 2\].*nothing was written/),
      details: { output: "y", batch: 1, index: [0, 2] },
    });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("refuses a difference that only the samples show", async () => {
    const model = buildModel([[2]], (x) =>
      call(layers.dense({ units: 1, activation: "relu", name: "y" }), x),
    );
    const [kernel, bias] = model.weights;
    kernel?.write(tf.ones([2, 1]));
    bias?.write(tf.tensor1d([-100]));
    const plan = await planLayers(model, {});
    const bytes = encodeModel(corrupted(plan.onnx, "y/bias", (data) => data.fill(-90)));
    expect(await checkParity(plan, bytes)).toHaveLength(2);
    await expect(checkParity(plan, bytes, { samples: { input0: [0, 0, 400, 400] } })).rejects.toMatchObject({
      details: { batch: 2, index: [1, 0], onnx: 710, reference: 700 },
    });
  });

  it("refuses NaN, even where both sides have it", async () => {
    const model = dense();
    model.weights[1]?.write(tf.tensor1d([0, Number.NaN, 0]));
    const plan = await planLayers(model, {});
    await expect(checkParity(plan, encodeModel(plan.onnx))).rejects.toMatchObject({
      code: "export-parity",
      details: { index: [0, 1] },
    });
  });

  it("refuses bytes that ONNX Runtime does not load", async () => {
    const plan = await planLayers(dense(), {});
    await expect(checkParity(plan, Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringContaining("must run in ONNX Runtime"),
    });
  });

  it("refuses a graph that runs at one batch size alone", async () => {
    const plan = await planLayers(
      buildModel([[4]], (x) => call(layers.reshape({ targetShape: [2, 2] }), x)),
      {},
    );
    const initializers = plan.onnx.graph.initializers.map((tensor): Tensor => ({
      ...tensor,
      data: BigInt64Array.of(1n, 2n, 2n),
    }));
    const fixed = { ...plan.onnx, graph: { ...plan.onnx.graph, initializers } };
    expect(await checkParity(plan, encodeModel(fixed), { batches: [1] })).toHaveLength(1);
    await expect(checkParity(plan, encodeModel(fixed))).rejects.toMatchObject({
      code: "export-parity",
      message: expect.stringContaining("must run in ONNX Runtime"),
    });
  });

  it("tells a difference that is float32 rounding in a small unit from a fault", async () => {
    const normalizer = { mean: [0], std: [1e7] };
    const spec = {
      name: "wide",
      inputs: { input0: { kind: "numeric", columns: ["a", "b"], normalizer: { mean: [0, 0], std: [1, 1] } } },
      tasks: { price: { kind: "regression", normalizer } },
    } as const;
    const head = layers.dense({ units: 1, name: "head" });
    const plan = await planTasks(
      buildModel([[2]], (x) => call(head, x)),
      spec,
      {},
    );
    const nudge = (by: number) =>
      encodeModel(
        corrupted(plan.onnx, "head/bias", (bias) => {
          bias[0] = (bias[0] ?? 0) + by;
        }),
      );
    await expect(checkParity(plan, nudge(9e-5))).rejects.toThrow(/only .* standard deviations of "price"/);
    await expect(checkParity(plan, nudge(0.5))).rejects.toThrow(/nothing was written\.$/);
  });
});
