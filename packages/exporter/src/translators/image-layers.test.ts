import * as tf from "@tensorflow/tfjs-core";
import { layers, type LayersModel } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { convertModel } from "../convert-model.ts";
import { exported, operatorCounts, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

/** The sum of what TensorFlow.js makes of an input, which is disposed. */
function sumOf(model: LayersModel, input: tf.Tensor): number {
  return tf.tidy(() => {
    const [sum = Number.NaN] = tf.sum(model.predict(input) as tf.Tensor).dataSync();
    input.dispose();
    return sum;
  });
}

const conv = () => layers.conv2d({ filters: 2, kernelSize: 1 });

describe.each([
  ["Cropping2D", () => layers.cropping2D({ cropping: [1, 1] }), "Slice"],
  ["ZeroPadding2D", () => layers.zeroPadding2d(), "Pad"],
  ["CenterCrop", () => layers.centerCrop({ height: 3, width: 2 }), "Slice"],
  ["UpSampling2D", () => layers.upSampling2d({}), "Resize"],
] as const)("%s", (_, layer, operator) => {
  it("takes a convolution as it lies", async () => {
    expect(await operatorsOf(buildModel([[5, 6, 2]], (x) => call(layer(), call(conv(), x))))).toEqual({
      Transpose: 2,
      Conv: 1,
      [operator]: 1,
    });
  });
});

describe("Cropping2D", () => {
  it("refuses to leave nothing", async () => {
    const model = buildModel([[5, 6, 2]], (x) => call(layers.cropping2D({ cropping: [1, 3] }), x));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("[batch, 3, 0, 2]"),
    });
  });
});

describe("UpSampling2D", () => {
  it("refuses a size by which TensorFlow.js repeats unevenly", async () => {
    const model = buildModel([[2, 1, 1]], (x) => call(layers.upSampling2d({ size: [49, 1] }), x));
    expect(sumOf(model, tf.tensor4d([0, 1], [1, 2, 1, 1]))).toBe(48);
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("unevenly by 49"),
    });
  });
});

describe("CenterCrop", () => {
  it("refuses widths of which TensorFlow.js blanks the last column", async () => {
    const padded = layers.zeroPadding2d({ padding: 0 });
    const layer = layers.centerCrop({ height: 1, width: 15 });
    const model = buildModel([[1, 16, 1]], (x) => call(layer, call(padded, x)));
    expect(sumOf(model, tf.ones([1, 1, 16, 1]))).toBe(14);
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("last of 15 columns out of 16"),
    });
  });

  it("refuses a batch that stands for an image", async () => {
    const model = buildModel([[5, 3]], (x) => call(layers.centerCrop({ height: 2, width: 2 }), x));
    await expect(exported(model)).rejects.toMatchObject({ code: "export-unsupported" });
  });
});

describe("Resizing", () => {
  it("is translated, though TensorFlow.js does not run it inside a model", async () => {
    const resizing = (interpolation: "nearest" | "bilinear") =>
      buildModel([[6, 5, 3]], (x) => call(layers.resizing({ height: 4, width: 9, interpolation }), x));
    expect(operatorCounts(await convertModel(resizing("nearest")))).toEqual({ Gather: 2 });
    expect(operatorCounts(await convertModel(resizing("bilinear")))).toEqual({ Transpose: 2, Resize: 1 });
    await expect(exported(resizing("nearest"))).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("must run in TensorFlow.js"),
    });
  });

  it("refuses a batch that stands for an image", async () => {
    const model = buildModel([[5, 3]], (x) => call(layers.resizing({ height: 2, width: 2 }), x));
    await expect(convertModel(model)).rejects.toMatchObject({ code: "export-unsupported" });
  });
});
