import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("Concatenate", () => {
  it.each([
    [[[3], [4]], -1],
    [[[3], [4]], 1],
    [
      [
        [2, 3],
        [2, 4],
      ],
      2,
    ],
    [
      [
        [2, 3],
        [4, 3],
      ],
      1,
    ],
    [
      [
        [2, 3, 4],
        [2, 3, 5],
      ],
      -1,
    ],
    [
      [
        [2, 3, 4],
        [2, 5, 4],
      ],
      2,
    ],
  ])("shapes %j along axis %i", async (shapes, axis) => {
    expect(
      await operatorsOf(buildModel(shapes, (...inputs) => call(layers.concatenate({ axis }), ...inputs))),
    ).toMatchObject({ Concat: 1 });
  });

  it.each([1, 2, 3])("joins convolutions and a plain image along axis %i", async (axis) => {
    const conv = layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" });
    expect(
      await operatorsOf(
        buildModel(
          [
            [4, 4, 2],
            [4, 4, 2],
          ],
          (x, y) => call(layers.concatenate({ axis }), call(conv, x), y),
        ),
      ),
    ).toEqual({ Transpose: 3, Conv: 1, Concat: 1 });
  });

  it("joins a flattened image and columns into one dense layer without moving data", async () => {
    const conv = layers.conv2d({ filters: 3, kernelSize: 2 });
    expect(
      await operatorsOf(
        buildModel([[3, 4, 2], [5]], (image, columns) => {
          const flat = call(layers.flatten(), call(conv, image));
          return call(layers.dense({ units: 4 }), call(layers.concatenate(), columns, flat, columns));
        }),
      ),
    ).toEqual({ Transpose: 1, Conv: 1, Flatten: 1, Concat: 1, Gemm: 1 });
  });

  it.each([0, -2])("refuses axis %i", async (axis) => {
    const model = buildModel(
      [
        [4, 4],
        [4, 4],
      ],
      (x, y) => call(layers.concatenate({ axis }), x, y),
    );
    await expect(exported(model)).rejects.toMatchObject({ code: "export-unsupported" });
  });
});
