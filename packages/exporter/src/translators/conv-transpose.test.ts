import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("Conv2DTranspose", () => {
  it("stays channels first between convolutions", async () => {
    const down = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" });
    const up = layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same" });
    expect(await operatorsOf(buildModel([[6, 8, 2]], (x) => call(up, call(down, x))))).toEqual({
      Transpose: 2,
      Conv: 1,
      ConvTranspose: 1,
    });
  });

  it("covers a stride by zeros where the kernel is shorter", async () => {
    const layer = layers.conv2dTranspose({ filters: 2, kernelSize: [1, 3], strides: [4, 2], useBias: false });
    const { graph } = await exported(buildModel([[3, 4, 2]], (x) => call(layer, x)));
    expect(graph.initializers.map(({ dims }) => dims)).toEqual([[2, 2, 4, 3]]);
  });
});
