import { util } from "@tensorflow/tfjs-core";
import type { LiveLayer } from "../layer.ts";
import { fixedLengths } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { flattened } from "./flatten.ts";

export const reshape: Translator = unary((layer, input, context) => {
  // The layer's symbolic shape keeps a length of −1 open; only a call of the layer works it out.
  const { targetShape } = layer as LiveLayer<{ targetShape: readonly (number | null)[] }>;
  const known = util.sizeFromShape(targetShape.map((length) => length ?? 1));
  const shape = targetShape.map(
    (length) => length ?? util.sizeFromShape([...fixedLengths(input.shape)]) / known,
  );
  if (shape.length === 1 && input.shape.length > 1) return flattened(input, context);
  const { value } = context.plain(input);
  return {
    value: context.op("Reshape", [value, context.integers("shape", [0, ...shape])]),
    shape,
    layout: "plain",
  };
});
