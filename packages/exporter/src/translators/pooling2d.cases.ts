import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const pools = [
  ["AveragePooling2D", layers.averagePooling2d],
  ["MaxPooling2D", layers.maxPooling2d],
] as const;

type Config = Parameters<typeof layers.maxPooling2d>[0];

const paddings = ["same", "valid"] as const;

const configs: readonly (readonly [string, Config])[] = [
  ...paddings.flatMap((padding): (readonly [string, Config])[] => {
    const suffix = padding.toUpperCase();
    return [
      [`pool 2, ${suffix}`, { poolSize: 2, padding }],
      [`pool 3, stride 2, ${suffix}`, { poolSize: 3, strides: 2, padding }],
      [`pool 2×3, stride 1, ${suffix}`, { poolSize: [2, 3], strides: 1, padding }],
    ];
  }),
  ["channels first", { poolSize: 2, dataFormat: "channelsFirst" }],
];

export const pooling2dCases: readonly LayerCase[] = pools.flatMap(([layer, pool]) =>
  configs.map(([name, config]) => ({
    layer,
    name,
    model: () => layerModel(() => pool(config), [7, 8, 6]),
  })),
);
