import { clip } from "../activate.ts";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

export const relu: Translator = unary((layer, input, context) => {
  const { maxValue } = layer as LiveLayer<{ maxValue?: number | null }>;
  const value =
    maxValue === undefined || maxValue === null
      ? context.op("Relu", [input.value])
      : clip(input.value, maxValue, context);
  return { ...input, value };
});
