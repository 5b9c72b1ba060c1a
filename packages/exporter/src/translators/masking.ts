// Legend: B batch, D the axes between batch and features, C features.
import { dataTypeCode, type Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { Layer, LiveLayer } from "../layer.ts";
import { Mask } from "../mask.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

export const masking: Translator = unary((layer, input, context) => {
  const { value, shape } = context.plain(input);
  const kept = context.op("Cast", [unlikeMaskValue(layer, value, context)], { to: dataTypeCode("float32") });
  return { value: context.op("Mul", [value, kept]), shape, layout: "plain" };
});

/** Every step counts but those whose features are all the mask's value. */
export function maskingMask(
  layer: Layer,
  [input]: readonly TensorHandle[],
  context: LayerContext,
): Mask | undefined {
  if (input === undefined) return undefined;
  return new Mask(() => {
    const unlike = unlikeMaskValue(layer, context.plain(input).value, context);
    return context.op("Squeeze", [unlike, context.integers("axes", [-1])]); // [B, ...D]
  });
}

/** Bool `[B, ...D, 1]`: whether any feature differs from the mask's value. */
function unlikeMaskValue(layer: Layer, value: Value, context: LayerContext): Value {
  const { maskValue } = layer as LiveLayer<{ maskValue: number }>;
  const equal = context.op("Equal", [value, context.scalar("mask_value", maskValue)]); // [B, ...D, C]
  const different = context.op("Cast", [context.op("Not", [equal])], { to: dataTypeCode("float32") });
  const count = context.op("ReduceSum", [different, context.integers("axes", [-1])]); // [B, ...D, 1]
  return context.op("Cast", [count], { to: dataTypeCode("bool") });
}
