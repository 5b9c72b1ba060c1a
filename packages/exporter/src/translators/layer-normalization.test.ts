import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("LayerNormalization", () => {
  it("keeps its digits far from a mean of 0", async () => {
    const model = buildModel([[4, 9]], (x) => call(layers.layerNormalization(), x));
    expect(await operatorsOf(model, 1, 16)).toEqual({ LayerNormalization: 1 });
  });

  it.each([
    [-1, { Transpose: 2, Conv: 1, LayerNormalization: 1 }],
    [[1, 2, 3], { Transpose: 2, Conv: 1, LayerNormalization: 1 }],
    [[1, 3], { Transpose: 4, Conv: 1, LayerNormalization: 1 }],
  ])("moves data only where it must, for axis %j", async (axis, operators) => {
    const conv = layers.conv2d({ filters: 4, kernelSize: 2 });
    const model = buildModel([[4, 5, 3]], (x) => call(layers.layerNormalization({ axis }), call(conv, x)));
    expect(await operatorsOf(model)).toEqual(operators);
  });

  it("takes the columns of a flattened image in their order", async () => {
    const conv = layers.conv2d({ filters: 4, kernelSize: 2 });
    const model = buildModel([[4, 5, 3]], (x) => {
      const normalized = call(layers.layerNormalization(), call(layers.flatten(), call(conv, x)));
      return call(layers.dense({ units: 2 }), normalized);
    });
    expect(await operatorsOf(model)).toEqual({
      Transpose: 1,
      Conv: 1,
      Flatten: 1,
      LayerNormalization: 1,
      Gemm: 1,
    });
  });

  it("refuses to normalize over a batch, and more axes than TensorFlow.js runs", async () => {
    const overBatch = layers.layerNormalization({ axis: [0, 2], scale: false, center: false });
    await expect(exported(buildModel([[4, 5]], (x) => call(overBatch, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("examples of a batch"),
    });
    const deep = buildModel([[2, 3, 4, 5]], (x) => call(layers.layerNormalization(), x));
    await expect(exported(deep)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("more than 4 axes"),
    });
  });
});
