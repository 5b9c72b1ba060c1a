import { layers } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

const conv = () => layers.conv2d({ filters: 4, kernelSize: 2 });

it("Permute moves no data where the layout already has the order", async () => {
  const toFront = layers.permute({ dims: [3, 1, 2] });
  expect(await operatorsOf(buildModel([[4, 5, 3]], (x) => call(toFront, call(conv(), x))))).toEqual({
    Transpose: 1,
    Conv: 1,
  });
  const toBack = layers.permute({ dims: [2, 3, 1] });
  expect(await operatorsOf(buildModel([[3, 4, 5]], (x) => call(conv(), call(toBack, x))))).toEqual({
    Conv: 1,
    Transpose: 1,
  });
});

it("Permute turns a convolution over in one transpose", async () => {
  const turned = layers.permute({ dims: [2, 1, 3] });
  expect(await operatorsOf(buildModel([[4, 5, 3]], (x) => call(turned, call(conv(), x))))).toEqual({
    Transpose: 2,
    Conv: 1,
  });
});
