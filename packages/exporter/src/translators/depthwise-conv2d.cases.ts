import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type Config = Partial<Parameters<typeof layers.depthwiseConv2d>[0]>;

function on(name: string, config: Config): LayerCase {
  const make = () => layers.depthwiseConv2d({ kernelSize: 3, ...config });
  return { layer: "DepthwiseConv2D", name, model: () => layerModel(make, [7, 6, 4]) };
}

export const depthwiseConv2dCases: readonly LayerCase[] = [
  ...(["same", "valid"] as const).flatMap((padding) => [
    ...[1, 2].map((strides) =>
      on(`stride ${strides}, ${padding.toUpperCase()}`, { strides: [strides, strides], padding }),
    ),
    on(`kernel 3×2, multiplier 3, ${padding.toUpperCase()}`, {
      kernelSize: [3, 2],
      depthMultiplier: 3,
      padding,
    }),
  ]),
  on("dilation, which has no effect", { dilationRate: 2, padding: "same" }),
  on("channels first", { dataFormat: "channelsFirst", depthMultiplier: 2 }),
  on("channels first, softmax", { dataFormat: "channelsFirst", activation: "softmax" }),
  on("no bias, relu", { useBias: false, activation: "relu" }),
];
