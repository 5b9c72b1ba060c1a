// Legend: B batch, L tokens, F features.
import { dataTypeCode, type Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { Layer, LiveLayer } from "../layer.ts";
import { Mask } from "../mask.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";

/** A layer of the trainer's: features `[B, L, F]`, 0 where their tokens `[B, L]` are. */
export const maskPadding: Translator = (_, [features, tokens], context) => {
  if (features === undefined || tokens === undefined) throw context.refusal("it has not two inputs");
  const plain = context.plain(features);
  return [{ ...plain, value: context.op("Mul", [plain.value, countingTokens(tokens, context)]) }];
};

/** `[B, L, 1]`: 1 for a token, 0 for padding. */
export function countingTokens(tokens: TensorHandle, context: LayerContext): Value {
  const counting = context.op("Cast", [isToken(tokens, context)], { to: dataTypeCode("float32") });
  return context.op("Unsqueeze", [counting, context.integers("axes", [2])]);
}

/** The mask that the layer hands on, where it does. */
export function paddingMask(
  layer: Layer,
  [, tokens]: readonly TensorHandle[],
  context: LayerContext,
): Mask | undefined {
  if (tokens === undefined || !(layer as LiveLayer<{ attach: boolean }>).attach) return undefined;
  return new Mask(() => isToken(tokens, context));
}

/** Bool, `[B, L]` */
function isToken(tokens: TensorHandle, context: LayerContext): Value {
  return context.op("Cast", [context.integersOf(tokens)], { to: dataTypeCode("bool") });
}
