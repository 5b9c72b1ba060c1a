import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

export const thresholdedRelu: Translator = unary((layer, input, context) => {
  const { theta } = layer as LiveLayer<{ theta: number }>;
  return { ...input, value: context.op("ThresholdedRelu", [input.value], { alpha: theta }) };
});
