import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const cases = ["same", "valid"].flatMap((padding) =>
  [1, 2, 3].flatMap((strides) =>
    [2, 3, [2, 3]].flatMap((poolSize) =>
      ["channelsLast", "channelsFirst"].map((dataFormat) => ({ padding, strides, poolSize, dataFormat })),
    ),
  ),
);

describe.each([
  ["MaxPooling2D", layers.maxPooling2d, "MaxPool"],
  ["AveragePooling2D", layers.averagePooling2d, "AveragePool"],
])("%s", (_, pooling, operator) => {
  it.each(cases)("$padding padding, stride $strides, pool $poolSize, $dataFormat", async (options) => {
    const config = options as Parameters<typeof layers.maxPooling2d>[0];
    expect(await operatorsOf(buildModel([[7, 8, 6]], (x) => call(pooling(config), x)))).toMatchObject({
      [operator]: 1,
    });
  });

  it("strides of the pool by default", async () => {
    expect(
      await operatorsOf(buildModel([[6, 6, 3]], (x) => call(pooling({ poolSize: 2 }), x))),
    ).toMatchObject({ [operator]: 1 });
  });
});
