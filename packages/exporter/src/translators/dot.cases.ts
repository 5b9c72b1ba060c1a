import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

type Axes = Parameters<typeof layers.dot>[0]["axes"];

const configs: readonly (readonly [string, Axes, readonly Length[], readonly Length[]])[] = [
  ["columns", -1, [4], [4]],
  ["columns, axes 1, 1", [1, 1], [4], [4]],
  ["matrices, last axes", -1, [3, 4], [5, 4]],
  ["matrices, axes 2, 1", [2, 1], [3, 4], [4, 5]],
  ["matrices, axes 1, 1", 1, [4, 3], [4, 5]],
  ["matrices, axes 1, 2", [1, 2], [4, 3], [5, 4]],
  ["matrix and columns, axes 2, 1", [2, 1], [3, 4], [4]],
  ["matrix and columns, axis 1", 1, [4, 3], [4]],
  ["columns and matrix, axis 1", 1, [4], [4, 3]],
  ["columns and matrix, axes −1, −1", [-1, -1], [4], [3, 4]],
  ["sequences of open length", -1, [null, 4], [null, 4]],
];

export const dotCases: readonly LayerCase[] = configs.flatMap(([name, axes, ...shapes]) =>
  [false, true].map((normalize) => ({
    layer: "Dot",
    name: normalize ? `${name}, normalized` : name,
    model: () => layerModel(() => layers.dot({ axes, normalize }), ...shapes),
    ...(shapes.some((shape) => shape.includes(null)) && { lengths: [1, 5] }),
  })),
);
