import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const cases = ["same", "valid"].flatMap((padding) =>
  [1, 2, 3].flatMap((strides) =>
    [1, 2, 3, [3, 2], 5].flatMap((kernelSize) =>
      ["channelsLast", "channelsFirst"].map((dataFormat) => ({ padding, strides, kernelSize, dataFormat })),
    ),
  ),
);

describe("Conv2D", () => {
  it.each(cases)("$padding padding, stride $strides, kernel $kernelSize, $dataFormat", async (options) => {
    const config = { filters: 4, activation: "relu", ...options } as Parameters<typeof layers.conv2d>[0];
    expect(await operatorsOf(buildModel([[8, 7, 6]], (x) => call(layers.conv2d(config), x)))).toMatchObject({
      Conv: 1,
    });
  });

  it.each(["same", "valid"] as const)("dilation with %s padding", async (padding) => {
    const layer = layers.conv2d({ filters: 2, kernelSize: [3, 2], dilationRate: [2, 3], padding });
    expect(await operatorsOf(buildModel([[9, 8, 3]], (x) => call(layer, x)))).toMatchObject({ Conv: 1 });
  });

  it("no bias, different strides by axis", async () => {
    const layer = layers.conv2d({
      filters: 2,
      kernelSize: 3,
      strides: [1, 2],
      useBias: false,
      padding: "same",
    });
    const onnx = await exported(buildModel([[6, 6, 3]], (x) => call(layer, x)));
    expect(onnx.graph.initializers).toHaveLength(1);
  });

  it("transposes once on the way in and once on the way out, however many there are", async () => {
    const conv = () => layers.conv2d({ filters: 3, kernelSize: 3 });
    expect(
      await operatorsOf(buildModel([[9, 9, 3]], (x) => call(conv(), call(conv(), call(conv(), x))))),
    ).toEqual({ Transpose: 2, Conv: 3 });
  });

  it("refuses strides and dilations together, which TensorFlow.js does not run", async () => {
    const layer = layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, dilationRate: [2, 2] });
    await expect(exported(buildModel([[9, 9, 3]], (x) => call(layer, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      details: { layer: layer.name, className: "Conv2D" },
    });
  });
});
