import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type Config = Parameters<typeof layers.batchNormalization>[0];

function on(name: string, shape: readonly number[], config: Config = {}): LayerCase {
  const make = () => layers.batchNormalization(config);
  return { layer: "BatchNormalization", name, model: () => layerModel(make, shape) };
}

export const batchNormalizationCases: readonly LayerCase[] = [
  on("columns", [5]),
  on("sequences", [4, 5]),
  on("images", [3, 4, 5]),
  on("no scale", [3, 4, 5], { scale: false }),
  on("no center", [3, 4, 5], { center: false }),
  on("epsilon 0.1", [3, 4, 5], { epsilon: 0.1 }),
];
