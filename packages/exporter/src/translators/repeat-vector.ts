// Legend: B batch, C columns, N repetitions.
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

export const repeatVector: Translator = unary((layer, input, context) => {
  const { n } = layer as LiveLayer<{ n: number }>;
  const plain = context.plain(input); // [B, C]
  const row = context.op("Unsqueeze", [plain.value, context.integers("axes", [1])]);
  const value = context.op("Expand", [row, context.integers("repeats", [1, n, 1])]); // [B, N, C]
  return { value, shape: [n, ...input.shape], layout: "plain" };
});
