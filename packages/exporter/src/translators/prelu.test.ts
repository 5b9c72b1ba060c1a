import { layers } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const conv = () => layers.conv2d({ filters: 4, kernelSize: 2 });

it.each([undefined, [1, 2], [3]])(
  "PReLU takes a convolution as it lies, shared along %j",
  async (sharedAxes) => {
    const prelu = layers.prelu(sharedAxes === undefined ? {} : { sharedAxes });
    expect(await operatorsOf(buildModel([[4, 5, 3]], (x) => call(prelu, call(conv(), x))))).toEqual({
      Transpose: 2,
      Conv: 1,
      PRelu: 1,
    });
  },
);

it.each([undefined, [1]])(
  "PReLU takes flattened columns in their order, shared along %j",
  async (sharedAxes) => {
    const prelu = layers.prelu(sharedAxes === undefined ? {} : { sharedAxes });
    const model = buildModel([[4, 5, 3]], (x) =>
      call(layers.dense({ units: 2 }), call(prelu, call(layers.flatten(), call(conv(), x)))),
    );
    expect(await operatorsOf(model)).toEqual({ Transpose: 1, Conv: 1, Flatten: 1, PRelu: 1, Gemm: 1 });
  },
);
