import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

type Config1D = Parameters<typeof layers.maxPooling1d>[0];
type Config3D = Parameters<typeof layers.maxPooling3d>[0];

const lines = [
  ["AveragePooling1D", layers.averagePooling1d],
  ["MaxPooling1D", layers.maxPooling1d],
] as const;

const volumes = [
  ["AveragePooling3D", layers.averagePooling3d],
  ["MaxPooling3D", layers.maxPooling3d],
] as const;

const paddings = ["same", "valid"] as const;

const lineConfigs: readonly (readonly [string, Config1D, Length])[] = paddings.flatMap((padding) => {
  const suffix = padding.toUpperCase();
  return [
    [`pool 2, ${suffix}`, { poolSize: 2, padding }, 9],
    [`pool 3, stride 2, ${suffix}`, { poolSize: 3, strides: 2, padding }, 9],
    [`pool 3, stride 1, ${suffix}`, { poolSize: 3, strides: 1, padding }, 9],
    [`open length, pool 2, ${suffix}`, { poolSize: 2, padding }, null],
    [`open length, pool 3, stride 1, ${suffix}`, { poolSize: 3, strides: 1, padding }, null],
  ] as const;
});

const volumeConfigs: readonly (readonly [string, Config3D])[] = [
  ...paddings.flatMap((padding): (readonly [string, Config3D])[] => {
    const suffix = padding.toUpperCase();
    return [
      [`pool 2, ${suffix}`, { poolSize: 2, padding }],
      [`pool 3×2×1, stride 1×2×3, ${suffix}`, { poolSize: [3, 2, 1], strides: [1, 2, 3], padding }],
      [`pool 1, stride 4, ${suffix}`, { poolSize: 1, strides: 4, padding }],
    ];
  }),
  ["channels first", { poolSize: 2, strides: 1, padding: "same", dataFormat: "channelsFirst" }],
];

export const poolingCases: readonly LayerCase[] = [
  ...lines.flatMap(([layer, pool]) =>
    lineConfigs.map(([name, config, length]) => ({
      layer,
      name,
      // The layer writes its defaults into the configuration.
      model: () => layerModel(() => pool({ ...config }), [length, 4]),
      ...(length === null && { lengths: [5, 8] }),
    })),
  ),
  ...volumes.flatMap(([layer, pool]) =>
    volumeConfigs.map(([name, config]) => ({
      layer,
      name,
      model: () => layerModel(() => pool({ ...config }), [5, 6, 7, 2]),
    })),
  ),
];
