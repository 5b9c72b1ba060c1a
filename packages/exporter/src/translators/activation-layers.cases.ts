// PReLU, ThresholdedReLU and Softmax over several axes.
import { layers } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { LayerCase } from "../testing/layer-case.ts";
import { layerModel } from "../testing/layer-model.ts";
import type { Length } from "../tensor-handle.ts";

function on(layer: string, name: string, make: () => Layer, shape: readonly Length[] = [3, 4, 2]): LayerCase {
  return {
    layer,
    name,
    model: () => layerModel(make, shape),
    reach: 4,
    ...(shape.includes(null) && { lengths: [1, 5] }),
  };
}

export const activationLayersCases: readonly LayerCase[] = [
  on("PReLU", "a slope an element", () => layers.prelu()),
  on("PReLU", "columns", () => layers.prelu(), [6]),
  on("PReLU", "columns that share", () => layers.prelu({ sharedAxes: 1 }), [6]),
  ...[[1], [1, 2], [1, 3], [1, 2, 3]].map((sharedAxes) =>
    on("PReLU", `shared along ${sharedAxes.join(", ")}`, () => layers.prelu({ sharedAxes })),
  ),
  on("PReLU", "open length, shared", () => layers.prelu({ sharedAxes: [1] }), [null, 3]),
  on("ThresholdedReLU", "theta 1, the default", () => layers.thresholdedReLU()),
  on("ThresholdedReLU", "theta −0.5", () => layers.thresholdedReLU({ theta: -0.5 })),
  ...[[3], [1, 2], [2, 3], [1, -1], [1, 2, 3]].map((axis) =>
    on("Softmax", `axes [${axis.join(", ")}]`, () => layers.softmax({ axis })),
  ),
];
