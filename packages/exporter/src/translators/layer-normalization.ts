// Legend: N normalized axes.
import type { Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import {
  columnsOf,
  fixedLengths,
  inStoredOrder,
  rankOf,
  storedAxis,
  type TensorHandle,
} from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { transposeWeights } from "./transpose-weights.ts";

interface LayerNormalization {
  /** Counted from the front once the layer is built. */
  readonly axis: readonly number[];
  readonly beta: LayerVariable | null;
  readonly epsilon: number;
  readonly gamma: LayerVariable | null;
}

export const layerNormalization: Translator = unary((layer, input, context) => {
  const live = layer as LiveLayer<LayerNormalization>;
  if (rankOf(input) > 4) throw context.refusal("TensorFlow.js itself does not run it on more than 4 axes");
  if (live.axis.includes(0)) throw context.refusal("it normalizes over the examples of a batch");
  const handle = withAxesLast(input, live.axis, context);
  if (handle !== undefined) return { ...handle, value: normalize(handle, live, context) };
  // Neither layout has the axes last.
  const plain = context.plain(input);
  const order = [...Array(rankOf(input)).keys()].toSorted(
    (a, b) => Number(live.axis.includes(a)) - Number(live.axis.includes(b)),
  );
  const moved = context.op("Transpose", [plain.value], { perm: order });
  const normalized = normalize({ ...plain, value: moved }, live, context);
  const back = order.map((_, axis) => order.indexOf(axis));
  return { ...plain, value: context.op("Transpose", [normalized], { perm: back }) };
});

/** The tensor in a layout that has these axes last, its own where that will do. */
function withAxesLast(
  input: TensorHandle,
  axes: readonly number[],
  context: LayerContext,
): TensorHandle | undefined {
  const areLast = (layout: TensorHandle["layout"]) =>
    axes.every((axis) => storedAxis({ ...input, layout }, axis) >= rankOf(input) - axes.length);
  if (areLast(input.layout)) return input;
  if (areLast("plain")) return context.plain(input);
  return areLast("channels-first") ? context.channelsFirst(input) : undefined;
}

/** Normalizes over the value's last axes, as many as the layer's. */
function normalize(
  handle: TensorHandle,
  { axis: axes, beta, epsilon, gamma }: LayerNormalization,
  context: LayerContext,
): Value {
  // TensorFlow.js reads the parameters in the order of the tensor's axes, whatever the order of the layer's.
  const ascending = axes.toSorted((a, b) => a - b);
  const lengths = fixedLengths(ascending.map((axis) => handle.shape[axis - 1] ?? null));
  const stored = ascending.toSorted((a, b) => storedAxis(handle, a) - storedAxis(handle, b));
  const order = stored.map((axis) => ascending.indexOf(axis));
  const dims = order.map((index) => lengths[index] ?? 1); // [...N]
  const parameter = (name: string, data: Float32Array) =>
    context.constant(
      name,
      columnsOf(handle) === undefined ? transposeWeights(data, lengths, order) : inStoredOrder(handle, data),
      dims,
    );
  const size = dims.reduce((product, length) => product * length, 1);
  const scale = gamma === null ? new Float32Array(size).fill(1) : context.weights(gamma);
  return context.op(
    "LayerNormalization",
    [
      handle.value,
      parameter("gamma", scale),
      beta === null ? undefined : parameter("beta", context.weights(beta)),
    ],
    { axis: -dims.length, epsilon },
  );
}
