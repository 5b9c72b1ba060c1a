import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type Config = Partial<Parameters<typeof layers.conv2d>[0]>;

function on(name: string, config: Config, channels = 5): LayerCase {
  const make = () => layers.conv2d({ filters: 4, kernelSize: 3, ...config });
  return { layer: "Conv2D", name, model: () => layerModel(make, [8, 7, channels]) };
}

const paddings = (["same", "valid"] as const).flatMap((padding) => {
  const suffix = padding.toUpperCase();
  return [
    ...[1, 2, 3].map((strides) => on(`stride ${strides}, ${suffix}`, { strides, padding })),
    on(`kernel 3×2, stride 1×2, ${suffix}`, { kernelSize: [3, 2], strides: [1, 2], padding }),
    on(`kernel 5, stride 3, ${suffix}`, { kernelSize: 5, strides: 3, padding }),
    on(`dilation 2×3, ${suffix}`, { kernelSize: [3, 2], dilationRate: [2, 3], padding }),
  ];
});

export const conv2dCases: readonly LayerCase[] = [
  ...paddings,
  on("channels first", { dataFormat: "channelsFirst", strides: 2, padding: "same" }),
  on("no bias", { useBias: false }),
  on("with tanh", { activation: "tanh" }),
  on("6 channels", {}, 6),
];
