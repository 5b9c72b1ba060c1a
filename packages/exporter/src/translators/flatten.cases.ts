import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import { buildModel, call } from "../testing/models.ts";

const flatten = (dataFormat: "channelsFirst" | "channelsLast") => () => layers.flatten({ dataFormat });

export const flattenCases: readonly LayerCase[] = [
  { layer: "Flatten", name: "sequences", model: () => layerModel(flatten("channelsLast"), [4, 5]) },
  { layer: "Flatten", name: "images", model: () => layerModel(flatten("channelsLast"), [4, 3, 2]) },
  { layer: "Flatten", name: "channels first", model: () => layerModel(flatten("channelsFirst"), [3, 4, 5]) },
  {
    layer: "Flatten",
    name: "between convolution and dense layer",
    model: () =>
      buildModel([[4, 5, 2]], (x) => {
        const convolved = call(layers.conv2d({ filters: 3, kernelSize: 2 }), x);
        return call(layers.dense({ units: 4 }), call(layers.flatten(), convolved));
      }),
  },
];
