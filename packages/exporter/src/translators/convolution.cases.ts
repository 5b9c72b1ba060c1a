import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

type Config1D = Partial<Parameters<typeof layers.conv1d>[0]>;
type Config3D = Partial<Parameters<typeof layers.conv3d>[0]>;

function conv1d(name: string, config: Config1D, shape: readonly Length[] = [9, 3]): LayerCase {
  const make = () => layers.conv1d({ filters: 4, kernelSize: 3, ...config });
  return {
    layer: "Conv1D",
    name,
    model: () => layerModel(make, shape),
    ...(shape.includes(null) && { lengths: [5, 8] }),
  };
}

function conv3d(name: string, config: Config3D): LayerCase {
  const make = () => layers.conv3d({ filters: 3, kernelSize: 2, ...config });
  return { layer: "Conv3D", name, model: () => layerModel(make, [5, 6, 7, 2]) };
}

const paddings = ["same", "valid"] as const;

const conv1dCases = paddings.flatMap((padding) => {
  const suffix = padding.toUpperCase();
  return [
    ...[1, 2, 3].map((strides) => conv1d(`stride ${strides}, ${suffix}`, { strides, padding })),
    conv1d(`dilation 2, ${suffix}`, { dilationRate: 2, padding }),
    conv1d(`open length, stride 1, ${suffix}`, { padding }, [null, 3]),
    conv1d(`open length, stride 2, ${suffix}`, { strides: 2, padding }, [null, 3]),
    conv1d(`open length, dilation 2, ${suffix}`, { dilationRate: 2, padding }, [null, 3]),
  ];
});

const conv3dCases = paddings.flatMap((padding) => {
  const suffix = padding.toUpperCase();
  return [
    ...[1, 2].map((strides) => conv3d(`stride ${strides}, ${suffix}`, { strides, padding })),
    conv3d(`kernel 3×2×1, stride 1×2×3, ${suffix}`, { kernelSize: [3, 2, 1], strides: [1, 2, 3], padding }),
    conv3d(`dilation 2×1×3, ${suffix}`, { dilationRate: [2, 1, 3], padding }),
    conv3d(`kernel 1, stride 4, ${suffix}`, { kernelSize: 1, strides: 4, padding }),
  ];
});

export const convolutionCases: readonly LayerCase[] = [
  ...conv1dCases,
  conv1d("no bias, relu", { useBias: false, activation: "relu" }),
  conv1d("softmax", { activation: "softmax" }),
  ...conv3dCases,
  conv3d("channels first", { dataFormat: "channelsFirst", padding: "same", strides: 2 }),
  conv3d("no bias, tanh", { useBias: false, activation: "tanh" }),
];
