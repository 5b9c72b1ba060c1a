import { util } from "@tensorflow/tfjs-core";
import type { LiveLayer } from "../layer.ts";
import { fixedLengths, type Length } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { flattened } from "./flatten.ts";

export const reshape: Translator = unary((layer, input, context) => {
  // The layer's symbolic shape keeps a length of −1 open; only a call of the layer works it out.
  const { targetShape } = layer as LiveLayer<{ targetShape: readonly (number | null)[] }>;
  const shape = reshaped(input.shape, targetShape);
  if (shape.length === 1 && input.shape.length > 1 && shape[0] !== null) return flattened(input, context);
  const { value } = context.plain(input);
  const lengths = shape.map((length) => length ?? -1);
  return {
    value: context.op("Reshape", [value, context.integers("shape", [0, ...lengths])]),
    shape,
    layout: "plain",
  };
});

/** The target with the length that it leaves to the input; null where an open length of the input ends up in it. */
function reshaped(source: readonly Length[], target: readonly (number | null)[]): Length[] {
  if (source.includes(null) && target.includes(null)) return [...target];
  const known = util.sizeFromShape(target.map((length) => length ?? 1));
  const size = util.sizeFromShape([...fixedLengths(source)]);
  return target.map((length) => length ?? size / known);
}
