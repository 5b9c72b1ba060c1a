// Legend: B batch, L tokens, F features.
import { lastLength } from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { countingTokens } from "./mask-padding.ts";
import { reduce } from "./reduce.ts";

/** A layer of the trainer's: the mean of features `[B, L, F]` over the tokens `[B, L]` that are not padding, `[B, F]`. */
export const maskedMean: Translator = (_, [features, tokens], context) => {
  if (features === undefined || tokens === undefined) throw context.refusal("it has not two inputs");
  const plain = context.plain(features);
  const counts = countingTokens(tokens, context); // [B, L, 1]
  const sums = reduce("ReduceSum", context.op("Mul", [plain.value, counts]), [1], false, context); // [B, F]
  const lengths = reduce("ReduceSum", counts, [1], false, context); // [B, 1]
  const divisor = context.op("Max", [lengths, context.scalar("one", 1)]);
  return [{ value: context.op("Div", [sums, divisor]), shape: [lastLength(features)], layout: "plain" }];
};
