import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("SeparableConv2D", () => {
  it("is two convolutions", async () => {
    const layer = layers.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2 });
    expect(await operatorsOf(buildModel([[6, 5, 2]], (x) => call(layer, x)))).toEqual({
      Transpose: 2,
      Conv: 2,
    });
  });

  it("refuses a bias where channels come first, as TensorFlow.js gives it to rows", async () => {
    const layer = layers.separableConv2d({ filters: 3, kernelSize: 3, dataFormat: "channelsFirst" });
    const model = buildModel([[2, 6, 5]], (x) => call(layer, x));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("wrong axis"),
    });
  });
});
