import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("BatchNormalization", () => {
  it.each([[[5]], [[4, 5]], [[3, 4, 5]]])("on an input of shape %j", async (shape) => {
    expect(await operatorsOf(buildModel([shape], (x) => call(layers.batchNormalization(), x)))).toMatchObject(
      { BatchNormalization: 1 },
    );
  });

  it.each([
    { scale: false },
    { center: false },
    { scale: false, center: false },
    { epsilon: 0.1 },
    { axis: 3 },
  ])("with %j after a convolution", async (config) => {
    const conv = layers.conv2d({ filters: 4, kernelSize: 2 });
    expect(
      await operatorsOf(
        buildModel([[5, 6, 2]], (x) => call(layers.batchNormalization(config), call(conv, x))),
      ),
    ).toEqual({ Transpose: 2, Conv: 1, BatchNormalization: 1 });
  });

  it.each([[[3]], [[2, 3]], [[2, 2, 3]]])(
    "keeps its digits far from a mean of 0, on shape %j",
    async (shape) => {
      const layer = layers.batchNormalization();
      const model = buildModel([shape], (x) => call(layer, x));
      const [, , mean] = layer.getWeights();
      layer.setWeights(
        layer.getWeights().map((weight) => (weight === mean ? tf.tensor1d([2000, 2000, 2000]) : weight)),
      );
      expect(await operatorsOf(model, 3, 2000)).toMatchObject({ Sub: 1, BatchNormalization: 1 });
    },
  );

  it("refuses another axis than the last", async () => {
    const layer = layers.batchNormalization({ axis: 1 });
    await expect(exported(buildModel([[3, 4, 5]], (x) => call(layer, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("axis 1"),
    });
  });
});
