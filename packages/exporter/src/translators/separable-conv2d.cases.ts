import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type Config = Partial<Parameters<typeof layers.separableConv2d>[0]>;

function on(name: string, config: Config): LayerCase {
  const make = () => layers.separableConv2d({ filters: 5, kernelSize: 3, ...config });
  return { layer: "SeparableConv2D", name, model: () => layerModel(make, [7, 6, 4]) };
}

export const separableConv2dCases: readonly LayerCase[] = [
  ...(["same", "valid"] as const).flatMap((padding) => [
    ...[1, 2].map((strides) => on(`stride ${strides}, ${padding.toUpperCase()}`, { strides, padding })),
    on(`dilation 2, ${padding.toUpperCase()}`, { dilationRate: 2, padding }),
    on(`multiplier 3, ${padding.toUpperCase()}`, { depthMultiplier: 3, padding }),
  ]),
  on("channels first, no bias", { dataFormat: "channelsFirst", useBias: false }),
  on("channels first, no bias, softmax", {
    dataFormat: "channelsFirst",
    useBias: false,
    activation: "softmax",
  }),
  on("no bias, relu", { useBias: false, activation: "relu" }),
];
