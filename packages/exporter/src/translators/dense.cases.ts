import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type Config = Partial<Parameters<typeof layers.dense>[0]>;

function on(name: string, shape: readonly number[], config: Config = {}): LayerCase {
  const make = () => layers.dense({ units: 3, ...config });
  return { layer: "Dense", name, model: () => layerModel(make, shape) };
}

export const denseCases: readonly LayerCase[] = [
  on("columns", [5]),
  on("sequences", [4, 5]),
  on("images", [3, 4, 5]),
  on("no bias", [5], { useBias: false }),
  on("with softmax", [4, 5], { activation: "softmax" }),
];
