// Legend: B batch, D the axes between batch and channels, C channels, N inputs.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import { channelDims, inStoredOrder, lastLength } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { alignInputs } from "./align-inputs.ts";

/** A layer of the trainer's: the sum of N inputs `[B, ...D, C]`, every channel times a weight of `[N, C]`. */
export const crossStitch: Translator = (layer, inputs, context) => {
  const { stitch } = layer as LiveLayer<{ stitch: LayerVariable }>;
  const weights = context.weights(stitch);
  const { handles } = alignInputs(inputs, context);
  const [first] = handles;
  if (first === undefined) throw context.refusal("it has no input");
  const channels = lastLength(first);
  const weighted = handles.map((input, index) => {
    const own = inStoredOrder(input, weights.slice(index * channels, (index + 1) * channels));
    return context.op("Mul", [input.value, context.constant(`stitch${index}`, own, channelDims(input))]);
  });
  return [{ ...first, value: weighted.reduce((sum, value) => context.op("Add", [sum, value])) }];
};
