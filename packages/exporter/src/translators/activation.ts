import { activate, type ActivationFunction } from "../activate.ts";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

export const activation: Translator = unary((layer, input, context) => {
  const { activation } = layer as LiveLayer<{ activation: ActivationFunction | null }>;
  return activate(input, activation, context);
});
