import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const merges = [
  ["Add", layers.add],
  ["Average", layers.average],
  ["Maximum", layers.maximum],
  ["Minimum", layers.minimum],
  ["Multiply", layers.multiply],
] as const;

const inputs = [
  ["three inputs", [[5], [5], [5]]],
  ["columns and images", [[5], [2, 3, 5]]],
  [
    "images and sequences",
    [
      [2, 3, 5],
      [3, 5],
    ],
  ],
] as const;

export const mergeCases: readonly LayerCase[] = merges.flatMap(([layer, merge]) =>
  inputs.map(([name, shapes]) => ({ layer, name, model: () => layerModel(() => merge(), ...shapes) })),
);
