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

describe("Conv1D", () => {
  it("takes channels first and gives them last, as TensorFlow.js does against its own word", async () => {
    const conv = layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, dataFormat: "channelsFirst" });
    const model = buildModel([[3, 9]], (x) => call(layers.flatten(), call(conv, x)));
    expect(await operatorsOf(model)).toEqual({ Conv: 1, Flatten: 1, Gather: 1 });
  });

  it("refuses causal padding, which TensorFlow.js does not run", async () => {
    const layer = layers.conv1d({ filters: 2, kernelSize: 3, padding: "causal" });
    await expect(exported(buildModel([[9, 3]], (x) => call(layer, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining('padding "causal"'),
    });
  });

  it("pads an open length as far as a fixed one where the stride is 1", async () => {
    const layer = () => layers.conv1d({ filters: 2, kernelSize: 4, dilationRate: 2, padding: "same" });
    for (const length of [9, null]) {
      const { graph } = await exported(buildModel([[length, 3]], (x) => call(layer(), x)));
      const conv = graph.nodes.find(({ opType }) => opType === "Conv");
      expect(conv?.attributes["pads"]).toEqual({ type: "ints", value: [3, 3] });
    }
  });
});

describe("Conv3D", () => {
  it("begins inside where windows with gaps are centered", async () => {
    const layer = layers.conv3d({ filters: 2, kernelSize: 1, strides: 4, padding: "same" });
    expect(await operatorsOf(buildModel([[6, 7, 8, 2]], (x) => call(layer, x)))).toEqual({
      Transpose: 2,
      Slice: 1,
      Conv: 1,
    });
  });

  it("refuses such windows along an open length, on which their places depend", async () => {
    const layer = layers.conv3d({ filters: 2, kernelSize: 1, strides: 4, padding: "same" });
    await expect(exported(buildModel([[null, 7, 8, 2]], (x) => call(layer, x)))).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("left open"),
    });
  });
});
