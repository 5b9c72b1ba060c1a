import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

function along(name: string, axis: number, ...shapes: readonly (readonly number[])[]): LayerCase {
  return {
    layer: "Concatenate",
    name,
    model: () => layerModel(() => layers.concatenate({ axis }), ...shapes),
  };
}

export const concatenateCases: readonly LayerCase[] = [
  along("columns", -1, [3], [4], [2]),
  along("sequences, one after another", 1, [2, 3], [4, 3]),
  along("sequences, side by side", 2, [2, 3], [2, 4]),
  along("images, by channel", -1, [2, 3, 4], [2, 3, 5]),
  along("images, by row", 1, [2, 3, 4], [5, 3, 4]),
];
