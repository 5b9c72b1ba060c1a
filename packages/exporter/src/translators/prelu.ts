// Legend: D the axes between batch and channels, C channels or features; an axis that shares its slopes has length 1.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import { columnsOf, inStoredOrder } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { transposeWeights } from "./transpose-weights.ts";

export const prelu: Translator = unary((layer, input, context) => {
  const { alpha } = layer as LiveLayer<{ alpha: LayerVariable }>;
  const dims = alpha.shape.map(Number); // [...D, C]
  const axes = [...dims.keys()];
  const order = input.layout === "channels-first" ? [axes.length - 1, ...axes.slice(0, -1)] : axes;
  const slopes = transposeWeights(context.weights(alpha), dims, order);
  const shared = columnsOf(input) === undefined || slopes.length === 1;
  const slope = context.constant(
    "alpha",
    shared ? slopes : inStoredOrder(input, slopes),
    order.map((axis) => dims[axis] ?? 1),
  );
  return { ...input, value: context.op("PRelu", [input.value, slope]) };
});
