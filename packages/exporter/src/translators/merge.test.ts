import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe.each([
  ["Add", layers.add, "Add"],
  ["Multiply", layers.multiply, "Mul"],
  ["Average", layers.average, "Add"],
  ["Maximum", layers.maximum, "Max"],
  ["Minimum", layers.minimum, "Min"],
] as const)("%s", (_, merge, operator) => {
  it("joins three inputs", async () => {
    expect(
      await operatorsOf(buildModel([[5], [5], [5]], (...inputs) => call(merge(), ...inputs))),
    ).toMatchObject({ [operator]: 2 });
  });

  it("joins a convolution with a plain image", async () => {
    const conv = layers.conv2d({ filters: 3, kernelSize: 3, padding: "same" });
    expect(
      await operatorsOf(
        buildModel(
          [
            [4, 5, 3],
            [4, 5, 3],
          ],
          (x, y) => call(merge(), call(conv, x), y),
        ),
      ),
    ).toMatchObject({ [operator]: 1 });
  });

  it.each([
    [[5], [2, 3, 5]],
    [[2, 3, 5], [5]],
    [
      [3, 5],
      [2, 3, 5],
    ],
    [[1], [4, 5]],
  ])("gives shapes %j and %j their missing axes after the batch", async (left, right) => {
    expect(await operatorsOf(buildModel([left, right], (x, y) => call(merge(), x, y)))).toMatchObject({
      [operator]: 1,
    });
  });

  it("joins a vector a channel, and a table, with a convolution", async () => {
    const conv = () => layers.conv2d({ filters: 5, kernelSize: 2 });
    expect(
      await operatorsOf(buildModel([[3, 4, 2], [5]], (x, y) => call(merge(), call(conv(), x), y))),
    ).toMatchObject({ [operator]: 1 });
    expect(
      await operatorsOf(
        buildModel(
          [
            [3, 4, 2],
            [3, 5],
          ],
          (x, y) => call(merge(), call(conv(), x), y),
        ),
      ),
    ).toMatchObject({ [operator]: 1 });
    expect(
      await operatorsOf(buildModel([[3, 4, 2], [5]], (x, y) => call(merge(), y, call(conv(), x)))),
    ).toMatchObject({ [operator]: 1 });
  });
});

describe("Add", () => {
  it("refuses inputs of several ranks in a layer that was first called on one", async () => {
    const layer = layers.add();
    const model = buildModel([[3], [2, 3]], (x, y) => call(layer, call(layer, x, x), y));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("over the batch"),
    });
  });

  it("of two flattened convolutions keeps their common order", async () => {
    const branch = () => [layers.conv2d({ filters: 3, kernelSize: 2 }), layers.flatten()] as const;
    expect(
      await operatorsOf(
        buildModel([[4, 5, 2]], (x) => {
          const [left, right] = [branch(), branch()].map(([conv, flatten]) => call(flatten, call(conv, x)));
          if (left === undefined || right === undefined) throw new Error("two branches");
          return call(layers.dense({ units: 2 }), call(layers.add(), left, right));
        }),
      ),
    ).toEqual({ Transpose: 1, Conv: 2, Flatten: 2, Add: 1, Gemm: 1 });
  });

  it("of a flattened convolution and plain columns", async () => {
    expect(
      await operatorsOf(
        buildModel([[3, 3, 2], [12]], (x, y) => {
          const conv = layers.conv2d({ filters: 3, kernelSize: 2 });
          return call(layers.add(), call(layers.flatten(), call(conv, x)), y);
        }),
      ),
    ).toMatchObject({ Gather: 1, Add: 1 });
  });
});
