import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

const onIntegers = { layer: "Masking", reach: 1, integers: true } as const;

export const maskingCases: readonly LayerCase[] = [
  {
    ...onIntegers,
    name: "value 0, the default, of sequences",
    model: () => layerModel(() => layers.masking(), [null, 2]),
    lengths: [1, 5],
  },
  {
    ...onIntegers,
    name: "value −1, of images",
    model: () => layerModel(() => layers.masking({ maskValue: -1 }), [4, 3, 1]),
  },
];
