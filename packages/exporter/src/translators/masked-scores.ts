import { dataTypeCode } from "@polyhead/onnx";
import type { LayerContext } from "../layer-context.ts";
import type { TensorHandle } from "../tensor-handle.ts";

const FAR_BELOW = -1e9;

/** Once a model has used a mask, TensorFlow.js's Softmax leaves out what does not count: it adds −1e9 there. */
export function maskedScores(input: TensorHandle, context: LayerContext): TensorHandle {
  const mask = context.call.useMask();
  if (mask === undefined) return input;
  const scores = context.plain(input);
  if (mask.type?.shape.join() !== scores.value.type?.shape.join())
    throw context.refusal("TensorFlow.js hands it a mask that is not of the shape of its input");
  const masked = context.op("Cast", [context.op("Not", [mask])], { to: dataTypeCode("float32") });
  const added = context.op("Mul", [masked, context.scalar("far_below", FAR_BELOW)]);
  return { ...scores, value: context.op("Add", [scores.value, added]) };
}
