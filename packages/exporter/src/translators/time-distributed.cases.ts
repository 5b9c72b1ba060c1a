import { layers, sequential } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { Length } from "../tensor-handle.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import { recurrentInitializers } from "../testing/recurrent-initializers.ts";

function on(name: string, shape: readonly Length[], make: () => Layer): LayerCase {
  return {
    layer: "TimeDistributed",
    name,
    model: () => layerModel(() => layers.timeDistributed({ layer: make() }), shape),
    ...(shape.includes(null) && { lengths: [1, 4] }),
  };
}

const recurrent = { units: 2, ...recurrentInitializers };

export const timeDistributedCases: readonly LayerCase[] = [
  on("Dense, fixed length", [4, 3], () => layers.dense({ units: 2, activation: "relu" })),
  on("Conv2D, open length", [null, 4, 5, 2], () => layers.conv2d({ filters: 3, kernelSize: 2 })),
  on("Flatten", [null, 2, 3], () => layers.flatten()),
  on("LSTM", [null, 3, 2], () => layers.lstm({ ...recurrent, recurrentActivation: "sigmoid" })),
  on("Bidirectional GRU", [2, 3, 2], () =>
    layers.bidirectional({ layer: layers.gru({ ...recurrent, returnSequences: true }), mergeMode: "concat" }),
  ),
  on("a model", [null, 4, 4, 1], () =>
    sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),
        layers.flatten(),
        layers.dense({ units: 3 }),
      ],
    }),
  ),
];
