import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("Dense", () => {
  it.each([
    [[5], { Gemm: 1 }],
    [[4, 5], { MatMul: 1, Add: 1 }],
    [[3, 4, 5], { MatMul: 1, Add: 1 }],
  ])("on an input of shape %j", async (shape, operators) => {
    expect(await operatorsOf(buildModel([shape], (x) => call(layers.dense({ units: 3 }), x)))).toEqual(
      operators,
    );
  });

  it("without a bias", async () => {
    const layer = () => layers.dense({ units: 3, useBias: false });
    expect(await operatorsOf(buildModel([[5]], (x) => call(layer(), x)))).toEqual({ Gemm: 1 });
    expect(await operatorsOf(buildModel([[4, 5]], (x) => call(layer(), x)))).toEqual({ MatMul: 1 });
  });

  it.each([
    ["relu", "Relu"],
    ["elu", "Elu"],
    ["softmax", "Softmax"],
    ["tanh", "Tanh"],
  ] as const)("with the activation %s", async (activation, operator) => {
    const layer = () => layers.dense({ units: 3, activation });
    for (const shape of [[5], [4, 5]])
      expect(await operatorsOf(buildModel([shape], (x) => call(layer(), x)))).toMatchObject({
        [operator]: 1,
      });
  });

  it.each([true, false])(
    "over the channels of a convolution, bias %s, stays channels-first",
    async (useBias) => {
      const conv = () => layers.conv2d({ filters: 4, kernelSize: 2 });
      const dense = layers.dense({ units: 3, useBias, activation: "softmax" });
      expect(
        await operatorsOf(buildModel([[5, 6, 2]], (x) => call(conv(), call(dense, call(conv(), x))))),
      ).toEqual({ Transpose: 2, Conv: 3, Softmax: 1 });
    },
  );
});
