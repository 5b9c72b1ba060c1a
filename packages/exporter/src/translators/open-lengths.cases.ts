// Layers of whose input a length is left open.
import { layers } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

function on(layer: string, make: () => Layer, ...shapes: readonly (readonly Length[])[]): LayerCase {
  const names = shapes.map((shape) => `[${shape.map((length) => length ?? "?").join(", ")}]`);
  return {
    layer,
    name: `open lengths, ${names.join(" and ")}`,
    model: () => layerModel(make, ...shapes),
    lengths: [4, 7],
  };
}

const sequences = [null, 3];
const images = [null, null, 3];

export const openLengthsCases: readonly LayerCase[] = [
  on("Activation", () => layers.activation({ activation: "softmax" }), sequences),
  on("Add", () => layers.add(), sequences, sequences),
  on("Multiply", () => layers.multiply(), sequences, [1, 3]),
  on("Maximum", () => layers.maximum(), images, [3]),
  on("Concatenate", () => layers.concatenate({ axis: 1 }), sequences, [2, 3]),
  on("Concatenate", () => layers.concatenate(), sequences, sequences),
  on("Dense", () => layers.dense({ units: 4 }), sequences),
  on("BatchNormalization", () => layers.batchNormalization(), sequences),
  on("Reshape", () => layers.reshape({ targetShape: [-1, 2, 2] }), [null, 4]),
  on("Reshape", () => layers.reshape({ targetShape: [-1] }), [null, 3]),
  on("GlobalAveragePooling2D", () => layers.globalAveragePooling2d({}), images),
  on("Conv2D", () => layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }), images),
  on("Conv2D", () => layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }), [null, 5, 3]),
  on("AveragePooling2D", () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }), images),
  on("SeparableConv2D", () => layers.separableConv2d({ filters: 2, kernelSize: 2, padding: "same" }), images),
  on("Conv3D", () => layers.conv3d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }), [
    null,
    4,
    5,
    2,
  ]),
];
