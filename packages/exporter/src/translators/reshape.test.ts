import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("Reshape", () => {
  it.each([
    [[12], [3, 4], "Reshape"],
    [[12], [2, -1, 3], "Reshape"],
    [[3, 4], [12], "Flatten"],
    [[3, 4], [-1], "Flatten"],
    [[12], [12], "Reshape"],
  ])("%j to %j", async (shape, targetShape, operator) => {
    expect(await operatorsOf(buildModel([shape], (x) => call(layers.reshape({ targetShape }), x)))).toEqual({
      [operator]: 1,
    });
  });

  it("to an image for a convolution, and back to columns for a dense layer", async () => {
    expect(
      await operatorsOf(
        buildModel([[24]], (x) => {
          const image = call(layers.reshape({ targetShape: [3, 4, 2] }), x);
          const convolved = call(layers.conv2d({ filters: 3, kernelSize: 2 }), image);
          return call(layers.dense({ units: 2 }), call(layers.reshape({ targetShape: [18] }), convolved));
        }),
      ),
    ).toEqual({ Reshape: 1, Transpose: 1, Conv: 1, Flatten: 1, Gemm: 1 });
  });

  it("of a convolution to another image", async () => {
    expect(
      await operatorsOf(
        buildModel([[4, 4, 2]], (x) => {
          const convolved = call(layers.conv2d({ filters: 4, kernelSize: 3 }), x);
          return call(layers.reshape({ targetShape: [4, 2, 2] }), convolved);
        }),
      ),
    ).toMatchObject({ Transpose: 2, Reshape: 1 });
  });
});
