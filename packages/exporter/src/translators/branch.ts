import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import type { Translator } from "../translator.ts";

/** A layer of the trainer's: hands on the input with the largest logit. */
export const branch: Translator = (layer, inputs, context) => {
  const { logits } = layer as LiveLayer<{ logits: LayerVariable }>;
  const values = context.weights(logits);
  const chosen = inputs[values.indexOf(Math.max(...values))];
  if (chosen === undefined) throw context.refusal("none of its logits is the largest");
  return [chosen];
};
