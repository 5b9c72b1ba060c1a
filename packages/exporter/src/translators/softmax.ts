import type { LiveLayer } from "../layer.ts";
import { rankOf, storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

/** The layer's default axis is 1, not the last. */
export const softmax: Translator = unary((layer, input, context) => {
  const { axis } = layer as LiveLayer<{ axis: number | readonly number[] }>;
  const [first = -1, ...others] = typeof axis === "number" ? [axis] : axis;
  const last = rankOf(input) - 1;
  if (others.length > 0) throw context.refusal("softmax over several axes at once has no translation");
  if (first !== -1 && first !== last)
    throw context.refusal(
      `TensorFlow.js itself runs softmax along the last axis alone, ${last}, not along ${first}`,
    );
  return { ...input, value: context.op("Softmax", [input.value], { axis: storedAxis(input, last) }) };
});
