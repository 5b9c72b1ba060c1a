import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const elementwise = [
  ["ReLU", () => layers.reLU(), "Relu"],
  ["ReLU with a maximum", () => layers.reLU({ maxValue: 1.5 }), "Clip"],
  ["ReLU with a maximum of 0", () => layers.reLU({ maxValue: 0 }), "Clip"],
  ["LeakyReLU", () => layers.leakyReLU(), "LeakyRelu"],
  ["LeakyReLU with alpha", () => layers.leakyReLU({ alpha: 0.07 }), "LeakyRelu"],
  ["ELU", () => layers.elu(), "Elu"],
  ["Softmax", () => layers.softmax({ axis: -1 }), "Softmax"],
  ["Activation", () => layers.activation({ activation: "tanh" }), "Tanh"],
] as const;

describe.each(elementwise)("%s", (_, layer, operator) => {
  it("agrees on columns", async () => {
    expect(
      await operatorsOf(
        buildModel([[9]], (x) => call(layer(), x)),
        4,
      ),
    ).toMatchObject({ [operator]: 1 });
  });

  it("agrees on channels-first images", async () => {
    const conv = layers.conv2d({ filters: 3, kernelSize: 1 });
    expect(
      await operatorsOf(
        buildModel([[3, 4, 2]], (x) => call(layer(), call(conv, x))),
        4,
      ),
    ).toMatchObject({ [operator]: 1 });
  });
});

describe("Softmax", () => {
  it("has axis 1 by default, which on columns is the last", async () => {
    expect(await operatorsOf(buildModel([[9]], (x) => call(layers.softmax(), x)))).toMatchObject({
      Softmax: 1,
    });
  });

  it("refuses the default axis on images, where TensorFlow.js does not run it", async () => {
    const model = buildModel([[3, 4, 2]], (x) => call(layers.softmax(), x));
    await expect(exported(model)).rejects.toMatchObject({ code: "export-unsupported" });
  });
});

describe("Softmax over several axes", () => {
  it("takes a convolution as it lies", async () => {
    const conv = layers.conv2d({ filters: 3, kernelSize: 1 });
    expect(
      await operatorsOf(
        buildModel([[3, 4, 2]], (x) => call(layers.softmax({ axis: [1, 2] }), call(conv, x))),
        4,
      ),
    ).toEqual({ Transpose: 2, Conv: 1, ReduceMax: 1, Sub: 1, Exp: 1, ReduceSum: 1, Div: 1 });
  });

  it("refuses the axis of the batch", async () => {
    const model = buildModel([[3, 4]], (x) => call(layers.softmax({ axis: [0, 2] }), x));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("examples of a batch"),
    });
  });
});

describe.each([
  ["Dropout", () => layers.dropout({ rate: 0.5 })],
  ["SpatialDropout1D", () => layers.spatialDropout1d({ rate: 0.5 })],
  ["GaussianNoise", () => layers.gaussianNoise({ stddev: 1 })],
  ["GaussianDropout", () => layers.gaussianDropout({ rate: 0.5 })],
  ["AlphaDropout", () => layers.alphaDropout({ rate: 0.5 })],
])("%s", (_, layer) => {
  it("leaves no trace", async () => {
    expect(
      await operatorsOf(buildModel([[4, 3]], (x) => call(layers.leakyReLU(), call(layer(), x)))),
    ).toEqual({ LeakyRelu: 1 });
  });
});
