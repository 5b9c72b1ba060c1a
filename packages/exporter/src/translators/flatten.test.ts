import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const convFlatten = (x: SymbolicTensor) =>
  call(layers.flatten(), call(layers.conv2d({ filters: 3, kernelSize: 2 }), x));
const dense = () => layers.dense({ units: 4 });

describe("Flatten", () => {
  it("after a convolution is absorbed by the dense layer's rows", async () => {
    expect(await operatorsOf(buildModel([[4, 5, 2]], (x) => call(dense(), convFlatten(x))))).toEqual({
      Transpose: 1,
      Conv: 1,
      Flatten: 1,
      Gemm: 1,
    });
  });

  it("keeps its order through layers that work element by element", async () => {
    expect(
      await operatorsOf(
        buildModel([[4, 5, 2]], (x) => {
          const dropped = call(layers.dropout({ rate: 0.5 }), convFlatten(x));
          const normalized = call(layers.batchNormalization(), call(layers.reLU(), dropped));
          return call(dense(), call(layers.softmax(), normalized));
        }),
      ),
    ).not.toHaveProperty("Gather");
  });

  it("as an output is put into tfjs's order", async () => {
    expect(await operatorsOf(buildModel([[4, 5, 2]], convFlatten))).toMatchObject({
      Transpose: 1,
      Gather: 1,
    });
  });

  it("before a reshape is put into tfjs's order", async () => {
    expect(
      await operatorsOf(
        buildModel([[4, 5, 2]], (x) => call(layers.reshape({ targetShape: [6, 6] }), convFlatten(x))),
      ),
    ).toMatchObject({ Gather: 1, Reshape: 1 });
  });

  it("of one position or one channel needs no order", async () => {
    for (const [kernelSize, filters] of [
      [[4, 5], 3],
      [[2, 2], 1],
    ] as const) {
      const conv = layers.conv2d({ kernelSize: [...kernelSize], filters });
      expect(
        await operatorsOf(buildModel([[4, 5, 2]], (x) => call(layers.flatten(), call(conv, x)))),
      ).toEqual({ Transpose: 1, Conv: 1, Flatten: 1 });
    }
  });

  it.each([[[4, 5]], [[4, 3, 2]]])("of an input of shape %j", async (shape) => {
    expect(await operatorsOf(buildModel([shape], (x) => call(dense(), call(layers.flatten(), x))))).toEqual({
      Flatten: 1,
      Gemm: 1,
    });
  });

  it("of channels-first data moves the channels last, as tfjs does", async () => {
    const flatten = layers.flatten({ dataFormat: "channelsFirst" });
    expect(await operatorsOf(buildModel([[3, 4, 5]], (x) => call(dense(), call(flatten, x))))).toEqual({
      Flatten: 1,
      Gemm: 1,
    });
    expect(await operatorsOf(buildModel([[3, 4, 5]], (x) => call(flatten, x)))).toEqual({
      Flatten: 1,
      Gather: 1,
    });
    const conv = layers.conv2d({ filters: 3, kernelSize: 2 });
    expect(await operatorsOf(buildModel([[3, 4, 5]], (x) => call(flatten, call(conv, x))))).toMatchObject({
      Flatten: 1,
      Gather: 1,
    });
  });
});
