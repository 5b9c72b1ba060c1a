import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const pools = [
  ["GlobalAveragePooling1D", () => layers.globalAveragePooling1d()],
  ["GlobalMaxPooling1D", () => layers.globalMaxPooling1d()],
] as const;

export const globalPooling1dCases: readonly LayerCase[] = pools.flatMap(([layer, make]) => [
  { layer, name: "fixed length", model: () => layerModel(make, [6, 4]) },
  { layer, name: "open length", model: () => layerModel(make, [null, 4]), lengths: [1, 5] },
]);
