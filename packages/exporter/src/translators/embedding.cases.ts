import { layers } from "@tensorflow/tfjs-layers";
import type { Length } from "../tensor-handle.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";

type EmbeddingArgs = Partial<Parameters<typeof layers.embedding>[0]>;

const VOCABULARY = 6;

function on(name: string, shape: readonly Length[], args: EmbeddingArgs = {}): LayerCase {
  const middle = (VOCABULARY - 1) / 2;
  return {
    layer: "Embedding",
    name,
    model: () => layerModel(() => layers.embedding({ inputDim: VOCABULARY, outputDim: 3, ...args }), shape),
    center: middle,
    reach: middle,
    integers: !name.startsWith("fractions"),
    ...(shape.includes(null) && { lengths: [1, 5] }),
  };
}

export const embeddingCases: readonly LayerCase[] = [
  on("whole numbers, open length", [null]),
  on("fractions, which are cut off", [4]),
  on("of several axes, with their lengths", [2, 3], { inputLength: [2, 3] }),
];
