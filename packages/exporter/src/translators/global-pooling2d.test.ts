import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe.each([
  ["GlobalAveragePooling2D", layers.globalAveragePooling2d],
  ["GlobalMaxPooling2D", layers.globalMaxPooling2d],
])("%s", (_, pooling) => {
  it.each(["channelsLast", "channelsFirst"] as const)("%s", async (dataFormat) => {
    expect(await operatorsOf(buildModel([[5, 4, 3]], (x) => call(pooling({ dataFormat }), x)))).toMatchObject(
      { Flatten: 1 },
    );
  });

  it("after a convolution needs no second transpose", async () => {
    const conv = layers.conv2d({ filters: 4, kernelSize: 3 });
    expect(
      await operatorsOf(
        buildModel([[5, 4, 3]], (x) => call(pooling({ dataFormat: "channelsLast" }), call(conv, x))),
      ),
    ).toMatchObject({ Transpose: 1 });
  });
});
