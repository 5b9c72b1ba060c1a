import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

export const leakyRelu: Translator = unary((layer, input, context) => {
  const { alpha } = layer as LiveLayer<{ alpha: number }>;
  return { ...input, value: context.op("LeakyRelu", [input.value], { alpha }) };
});
