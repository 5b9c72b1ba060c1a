import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

type Config = NonNullable<Parameters<typeof layers.layerNormalization>[0]>;

function on(name: string, shape: readonly Length[], config: Config = {}): LayerCase {
  // The layer writes the counted axes into the list that it is given.
  const axis = Array.isArray(config.axis) ? [...config.axis] : (config.axis ?? -1);
  const make = () => layers.layerNormalization({ ...config, axis });
  return {
    layer: "LayerNormalization",
    name,
    model: () => layerModel(make, shape),
    ...(shape.includes(null) && { lengths: [1, 5] }),
  };
}

export const layerNormalizationCases: readonly LayerCase[] = [
  on("columns", [5]),
  on("sequences", [4, 5]),
  on("sequences of open length", [null, 5]),
  on("images", [3, 4, 5]),
  on("axis 1 of sequences", [4, 5], { axis: 1 }),
  ...[[1], [2], [1, 2], [1, 3], [2, 3], [1, 2, 3], [3, 1], [2, 1], [-1, -3]].map((axis) =>
    on(`axes ${axis.join(", ")} of images`, [3, 4, 5], { axis }),
  ),
  on("no scale", [4, 5], { scale: false }),
  on("no center", [4, 5], { center: false }),
  on("neither, epsilon 0.1", [4, 5], { scale: false, center: false, epsilon: 0.1 }),
];
