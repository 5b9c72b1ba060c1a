// Legend: B batch, L tokens, F features: H heads of D.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { lastLength, type TensorHandle } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { countingTokens } from "./mask-padding.ts";

/** What the layer adds to the score of padding. */
const NEVER = -1e9;

/** A layer of the trainer's: attention of queries, keys and values `[B, L, F]`, nothing taken from padding tokens `[B, L]`. */
export const maskedAttention: Translator = (layer, inputs, context) => {
  const [queries, keys, values, tokens] = inputs;
  if (queries === undefined || keys === undefined || values === undefined || tokens === undefined)
    throw context.refusal("it has not four inputs");
  const { heads } = layer as LiveLayer<{ heads: number }>;
  const features = lastLength(queries);
  const split = { heads, size: features / heads, context };
  const products = context.op("MatMul", [
    byHead(queries, [0, 2, 1, 3], split),
    byHead(keys, [0, 2, 3, 1], split),
  ]); // [B, H, L, L]
  const scaled = context.op("Mul", [products, context.scalar("scale", 1 / Math.sqrt(features / heads))]);
  const scores = context.op("Add", [scaled, padding(tokens, context)]);
  const shares = context.op("Softmax", [scores], { axis: -1 });
  const taken = context.op("MatMul", [shares, byHead(values, [0, 2, 1, 3], split)]); // [B, H, L, D]
  const joined = context.op("Reshape", [
    context.op("Transpose", [taken], { perm: [0, 2, 1, 3] }),
    context.integers("joined", [0, 0, features]),
  ]);
  return [{ value: joined, shape: queries.shape, layout: "plain" }];
};

/** `[B, L, F]` → `[B, L, H, D]`, its axes then in another order. */
function byHead(
  input: TensorHandle,
  perm: readonly number[],
  { heads, size, context }: { readonly heads: number; readonly size: number; readonly context: LayerContext },
): Value {
  const shape = context.integers("heads", [0, 0, heads, size]);
  return context.op("Transpose", [context.op("Reshape", [context.plain(input).value, shape])], { perm });
}

/** `[B, 1, 1, L]`: what is added to scores. */
function padding(tokens: TensorHandle, context: LayerContext): Value {
  const counting = countingTokens(tokens, context); // [B, L, 1]
  const missing = context.op("Sub", [context.scalar("one", 1), counting]);
  const never = context.op("Mul", [missing, context.scalar("never", NEVER)]);
  const row = context.op("Transpose", [never], { perm: [0, 2, 1] }); // [B, 1, L]
  return context.op("Unsqueeze", [row, context.integers("axis", [1])]);
}
