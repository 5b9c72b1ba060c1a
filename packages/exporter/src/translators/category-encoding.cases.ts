import { layers } from "@tensorflow/tfjs-layers";
import type { LayerCase } from "../testing/layer-case.ts";
import { buildModel, call } from "../testing/models.ts";

type Mode = NonNullable<Parameters<typeof layers.categoryEncoding>[0]["outputMode"]>;

function on(name: string, outputMode: Mode, length: number, integers: boolean): LayerCase {
  const encode = () => layers.categoryEncoding({ numTokens: 8, outputMode });
  return {
    layer: "CategoryEncoding",
    name,
    // The layer writes its output's shape over its input's, so an input layer would take 8 indices.
    model: () => buildModel([[length, 1]], (x) => call(encode(), call(layers.flatten(), x))),
    center: 3.5,
    reach: 3,
    integers,
  };
}

export const categoryEncodingCases: readonly LayerCase[] = [
  on("one-hot", "oneHot", 1, true),
  on("multi-hot", "multiHot", 5, true),
  on("multi-hot of one index", "multiHot", 1, true),
  on("multi-hot of fractions, which are cut off", "multiHot", 5, false),
  on("count", "count", 9, true),
];
