// Legend: B batch, K selectors, M bits of an expert's number, N experts.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { LiveLayer } from "../layer.ts";
import { lastLength } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

/** A layer of the trainer's: how much each of K selectors chooses each expert, `[B, K·M]` → `[B, K, N]`. */
export const smoothStepSelector: Translator = unary((layer, input, context) => {
  const { experts, gamma } = layer as LiveLayer<{ experts: number; gamma: number }>;
  const bits = Math.ceil(Math.log2(experts));
  const selectors = lastLength(input) / bits;
  const { value } = context.plain(input);
  const ones = context.op("Reshape", [
    smoothStep(value, gamma, context),
    context.integers("shape", [0, selectors, bits]),
  ]); // [B, K, M]
  let known: Value | undefined;
  for (let bit = 0; bit < bits; bit++) {
    const one = context.op("Gather", [ones, context.integers(`bit${bit}`, [bit])], { axis: 2 }); // [B, K, 1]
    const pair = [context.op("Sub", [context.scalar("one", 1), one]), one];
    const parts = pair.map((share) => (known === undefined ? share : context.op("Mul", [known, share])));
    known = context.op("Concat", parts, { axis: 2 });
  }
  if (known === undefined) throw context.refusal("it has a single expert to choose from");
  const chosen =
    experts === 2 ** bits
      ? known
      : context.op("Slice", [
          known,
          context.integers("start", [0]),
          context.integers("end", [experts]),
          context.integers("axis", [2]),
        ]);
  return { value: chosen, shape: [selectors, experts], layout: "plain" };
});

/** s²(3 − 2s) for s = t/γ + ½ within [0, 1]. */
function smoothStep(t: Value, gamma: number, context: LayerContext): Value {
  const shifted = context.op("Add", [
    context.op("Div", [t, context.scalar("gamma", gamma)]),
    context.scalar("half", 0.5),
  ]);
  const s = context.op("Clip", [shifted, context.scalar("zero", 0), context.scalar("one", 1)]);
  const slope = context.op("Sub", [
    context.scalar("three", 3),
    context.op("Mul", [context.scalar("two", 2), s]),
  ]);
  return context.op("Mul", [context.op("Mul", [s, s]), slope]);
}
