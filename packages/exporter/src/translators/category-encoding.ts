// Legend: B batch, L indices of an example, T tokens.
import { dataTypeCode, type Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { lastLength, rankOf } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { reduce } from "./reduce.ts";

interface CategoryEncoding {
  readonly numTokens: number;
  readonly outputMode: string;
}

/** TensorFlow.js throws where an index lies outside the tokens; the graph leaves such an index out. */
export const categoryEncoding: Translator = unary((layer, input, context) => {
  const { numTokens, outputMode } = layer as LiveLayer<CategoryEncoding>;
  if (rankOf(input) !== 2)
    throw context.refusal("TensorFlow.js encodes one list of indices an example alone");
  const { value } = context.plain(input); // [B, L]
  const tokens = Float32Array.from({ length: numTokens }, (_, token) => token);
  const matches = (indices: Value) => {
    const whole = cast(cast(indices, "int32", context), "float32", context); // toward 0
    const equal = context.op("Equal", [whole, context.constant("tokens", tokens, [numTokens])]);
    return cast(equal, "float32", context);
  };
  const encoded = (): Value => {
    if (outputMode === "oneHot") {
      if (lastLength(input) !== 1)
        throw context.refusal("TensorFlow.js itself encodes only one index an example as one-hot");
      return matches(value); // [B, T]
    }
    const combine = combinations.get(outputMode);
    if (combine === undefined) throw context.refusal(`its mode "${outputMode}" gives no encoding`);
    const each = matches(context.op("Unsqueeze", [value, context.integers("axes", [2])])); // [B, L, T]
    return reduce(combine, each, [1], false, context);
  };
  return { value: encoded(), shape: [numTokens], layout: "plain" };
});

const combinations: ReadonlyMap<string, "ReduceSum" | "ReduceMax"> = new Map([
  ["count", "ReduceSum"],
  ["multiHot", "ReduceMax"],
]);

function cast(value: Value, type: "int32" | "float32", context: LayerContext): Value {
  return context.op("Cast", [value], { to: dataTypeCode(type) });
}
