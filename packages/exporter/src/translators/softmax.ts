import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { rankOf, storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { maskedScores } from "./masked-scores.ts";
import { reduce } from "./reduce.ts";

/** The layer's default axis is 1, not the last. */
export const softmax: Translator = unary((layer, given, context) => {
  const input = maskedScores(given, context);
  const { axis: declared } = layer as LiveLayer<{ axis: number | readonly number[] }>;
  const axes = typeof declared === "number" ? [declared] : declared;
  const last = rankOf(input) - 1;
  if (axes.length > 1) {
    const counted = axes.map((axis) => (axis < 0 ? axis + last + 1 : axis));
    if (counted.includes(0)) throw context.refusal("it runs over the examples of a batch");
    const stored = counted.map((axis) => storedAxis(input, axis));
    return { ...input, value: overAxes(input.value, stored, context) };
  }
  const [axis = -1] = axes;
  if (axis !== -1 && axis !== last)
    throw context.refusal(
      `TensorFlow.js itself runs softmax along the last axis alone, ${last}, not along ${axis}`,
    );
  return { ...input, value: context.op("Softmax", [input.value], { axis: storedAxis(input, last) }) };
});

function overAxes(value: Value, axes: readonly number[], context: LayerContext): Value {
  const centered = context.op("Sub", [value, reduce("ReduceMax", value, axes, true, context)]);
  const powers = context.op("Exp", [centered]);
  return context.op("Div", [powers, reduce("ReduceSum", powers, axes, true, context)]);
}
