import { unary, type Translator } from "../translator.ts";

/** TensorFlow.js builds this layer with an alpha of 1 alone. */
export const elu: Translator = unary((_, input, context) => ({
  ...input,
  value: context.op("Elu", [input.value]),
}));
