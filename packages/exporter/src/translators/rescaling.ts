import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

interface Rescaling {
  readonly offset: number;
  readonly scale: number;
}

export const rescaling: Translator = unary((layer, input, context) => {
  const { offset, scale } = layer as LiveLayer<Rescaling>;
  const scaled = context.op("Mul", [input.value, context.scalar("scale", scale)]);
  const value = offset === 0 ? scaled : context.op("Add", [scaled, context.scalar("offset", offset)]);
  return { ...input, value };
});
