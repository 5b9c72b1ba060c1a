// Permute and RepeatVector.
import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

function permute(dims: readonly number[], shape: readonly Length[]): LayerCase {
  const open = shape.includes(null);
  return {
    layer: "Permute",
    name: `${dims.join(", ")}${open ? " of open length" : ""}`,
    model: () => layerModel(() => layers.permute({ dims: [...dims] }), shape),
    ...(open && { lengths: [1, 4] }),
  };
}

export const rearrangingLayersCases: readonly LayerCase[] = [
  permute([1], [4]),
  permute([2, 1], [3, 4]),
  permute([2, 1], [null, 4]),
  ...[
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ].map((dims) => permute(dims, [2, 3, 4])),
  permute([4, 2, 1, 3], [2, 3, 4, 5]),
  ...[1, 3].map((n) => ({
    layer: "RepeatVector",
    name: `${n} times`,
    model: () => layerModel(() => layers.repeatVector({ n }), [4]),
  })),
];
