import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

function to(name: string, shape: readonly number[], targetShape: number[]): LayerCase {
  return { layer: "Reshape", name, model: () => layerModel(() => layers.reshape({ targetShape }), shape) };
}

export const reshapeCases: readonly LayerCase[] = [
  to("columns to images", [12], [3, 4, 1]),
  to("one length left open", [12], [2, -1, 3]),
  to("images to columns", [3, 4, 2], [24]),
  to("images to images", [4, 3, 2], [2, 3, 4]),
];
