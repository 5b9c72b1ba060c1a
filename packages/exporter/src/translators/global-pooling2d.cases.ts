import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const pools = [
  ["GlobalAveragePooling2D", layers.globalAveragePooling2d],
  ["GlobalMaxPooling2D", layers.globalMaxPooling2d],
] as const;

const formats = [
  ["channels last", "channelsLast"],
  ["channels first", "channelsFirst"],
] as const;

export const globalPooling2dCases: readonly LayerCase[] = pools.flatMap(([layer, pool]) =>
  formats.map(([name, dataFormat]) => ({
    layer,
    name,
    model: () => layerModel(() => pool({ dataFormat }), [5, 4, 3]),
  })),
);
