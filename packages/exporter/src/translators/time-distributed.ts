// Legend: B batch, T steps, D the axes of a step.
import type { Value } from "@polyhead/onnx";
import { CallArguments } from "../call-arguments.ts";
import type { LayerContext } from "../layer-context.ts";
import type { Layer, LiveLayer } from "../layer.ts";
import { refusedMask } from "../mask.ts";
import { fixedLengths, type Length, type TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

/** The layer inside runs over all steps of all examples at once: they are one batch of B · T to it. */
export const timeDistributed: Translator = unary((layer, input, context) => {
  const { layer: inner } = layer as LiveLayer<{ layer: Layer }>;
  const sequence = context.plain(input); // [B, T, ...D]
  const [steps = null, ...shape] = sequence.shape;
  const joined = joinSteps(sequence, context);
  const [output, ...others] = translateInside(
    layer,
    inner,
    { value: joined, shape, layout: "plain" },
    context,
  );
  if (output === undefined || others.length > 0)
    throw context.refusal("TensorFlow.js itself takes a layer of one output alone");
  const step = context.plain(output);
  return {
    value: separateSteps(step.value, sequence.value, steps, step.shape, context),
    shape: [steps, ...step.shape],
    layout: "plain",
  };
});

/** tfjs hands the mask of the sequence to the layer of a step, and what that leaves of the last step to later layers. */
function translateInside(
  layer: Layer,
  inner: Layer,
  step: TensorHandle,
  context: LayerContext,
): readonly TensorHandle[] {
  const outer = context.call.mask;
  const given =
    outer && refusedMask(inner, "TensorFlow.js itself runs it with the mask of the sequence around it");
  const call = new CallArguments(given);
  call.initialState = context.call.initialState;
  const outputs = context.translate(inner, [step], call);
  if (call.mask === given) return outputs;
  if (call.missedMask)
    throw context.refusal("TensorFlow.js itself runs a layer inside it with the mask of the step before");
  context.call.mask = refusedMask(
    layer,
    "TensorFlow.js itself hands a mask of its last step to later layers",
  );
  return outputs;
}

/** `[B, T, ...D]` as `[B · T, ...D]`. */
function joinSteps({ value, shape }: TensorHandle, context: LayerContext): Value {
  return context.op("Reshape", [
    value,
    context.integers("steps_joined", [-1, ...fixedLengths(shape.slice(1))]),
  ]);
}

/** `[B · T, ...D]` as `[B, T, ...D]`, of as many examples and steps as `sequence`. */
function separateSteps(
  value: Value,
  sequence: Value,
  steps: Length,
  shape: readonly Length[],
  context: LayerContext,
): Value {
  const [batch = "", length = ""] = sequence.type?.shape ?? [];
  const lengths = fixedLengths(shape);
  const target =
    steps === null
      ? context.op(
          "Concat",
          [context.op("Shape", [sequence], { end: 2 }), context.integers("step", lengths)],
          { axis: 0 },
        )
      : context.integers("steps_separate", [-1, steps, ...lengths]);
  return context.op(
    "Reshape",
    [value, target],
    {},
    { dataType: "float32", shape: [batch, length, ...lengths] },
  );
}
