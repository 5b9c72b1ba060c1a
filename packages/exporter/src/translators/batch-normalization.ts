// Legend: C channels or features.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import { channelDims, inStoredOrder, lastLength, rankOf } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

interface BatchNormalization {
  readonly axis: number;
  readonly beta?: LayerVariable;
  readonly epsilon: number;
  readonly gamma?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/** How many deviations a mean may be from 0 before the difference to it is taken first. */
const FAR_MEAN = 16;

export const batchNormalization: Translator = unary((layer, input, context) => {
  const { axis, beta, epsilon, gamma, movingMean, movingVariance } = layer as LiveLayer<BatchNormalization>;
  const last = rankOf(input) - 1;
  if (axis !== -1 && axis !== last)
    throw context.refusal(`TensorFlow.js normalizes wrongly along axis ${axis}, which is not the last`);
  if (last > 3) throw context.refusal("TensorFlow.js itself does not run it on more than 4 axes");
  const handle = last === 1 ? input : context.channelsFirst(input);
  const channels = lastLength(input);
  const filled = (number: number) => new Float32Array(channels).fill(number);
  const stored = (variable: LayerVariable) => inStoredOrder(handle, context.weights(variable));
  const constant = (name: string, data: Float32Array) => context.constant(name, data, [channels]);
  const mean = stored(movingMean);
  const variance = stored(movingVariance);
  // Runtimes fold the four into one scale and one offset, which for a far mean cancel out most digits.
  const far = mean.some(
    (value, index) => Math.abs(value) > FAR_MEAN * Math.sqrt((variance[index] ?? 0) + epsilon),
  );
  const centered = far
    ? context.op("Sub", [handle.value, context.constant("moving_mean", mean, channelDims(handle))])
    : handle.value;
  const value = context.op(
    "BatchNormalization",
    [
      centered,
      constant("gamma", gamma === undefined ? filled(1) : stored(gamma)),
      constant("beta", beta === undefined ? filled(0) : stored(beta)),
      far ? constant("zero_mean", filled(0)) : constant("moving_mean", mean),
      constant("moving_variance", variance),
    ],
    { epsilon },
  );
  return { ...handle, value };
});
