// Legend: B batch, L steps of a sequence, D features.
import { layers } from "@tensorflow/tfjs-layers";
import type { LayerContext } from "./layer-context.ts";
import type { Layer, LiveLayer } from "./layer.ts";
import { Mask, refusedMask } from "./mask.ts";
import { rankOf, type TensorHandle } from "./tensor-handle.ts";
import { embeddingMask } from "./translators/embedding.ts";
import { paddingMask } from "./translators/mask-padding.ts";
import { maskingMask } from "./translators/masking.ts";

type MaskRule = (layer: Layer, inputs: readonly TensorHandle[], context: LayerContext) => Mask | undefined;

const first: MaskRule = (_, inputs) => inputs[0]?.mask;

const ofSequences: MaskRule = (layer, inputs) =>
  (layer as LiveLayer<{ returnSequences: boolean }>).returnSequences ? inputs[0]?.mask : undefined;

/** What the layer classes with a `computeMask` of their own do, by class name. */
const rules: ReadonlyMap<string, MaskRule> = new Map<string, MaskRule>([
  ["Add", merged],
  ["Average", merged],
  ["Bidirectional", ofSequences],
  ["Concatenate", concatenated],
  ["Dot", () => undefined],
  ["Embedding", embeddingMask],
  ["Masking", maskingMask],
  ["MaskPadding", paddingMask],
  ["Maximum", merged],
  ["Minimum", merged],
  ["Multiply", merged],
]);

/** The mask of a layer's outputs; tfjs gives all of them that of the first. */
export function outputMask(
  layer: Layer,
  inputs: readonly TensorHandle[],
  context: LayerContext,
): Mask | undefined {
  return layer.supportsMasking ? ruleOf(layer)(layer, inputs, context) : undefined;
}

function ruleOf(layer: Layer): MaskRule {
  const rule = rules.get(layer.getClassName());
  if (rule !== undefined) return rule;
  if (layer instanceof layers.RNN) return ofSequences;
  if (layer.computeMask === layers.Layer.prototype.computeMask) return first;
  return () => refusedMask(layer, "it computes a mask in a way that has no translation");
}

function merged(layer: Layer, inputs: readonly TensorHandle[], context: LayerContext): Mask | undefined {
  const masks = inputs.map(({ mask }) => mask);
  if (masks.every((mask) => mask === undefined)) return undefined;
  if (masks.length > 2 && masks.slice(0, -1).includes(undefined))
    throw context.refusal(
      "TensorFlow.js itself does not merge more than two inputs of which only some are masked",
    );
  if (masks[0] === undefined) return undefined;
  return refusedMask(layer, "TensorFlow.js itself gives its output a mask with an axis too many");
}

/** A step counts where it does in every input; joined along the steps, the masks are too. */
function concatenated(
  layer: Layer,
  inputs: readonly TensorHandle[],
  context: LayerContext,
): Mask | undefined {
  const [head] = inputs;
  const masks = inputs.flatMap(({ mask }) => mask ?? []);
  if (head === undefined || masks.length === 0) return undefined;
  const { axis: declared } = layer as LiveLayer<{ axis: number }>;
  const axis = declared < 0 ? declared + rankOf(head) : declared;
  const values = masks.map((mask) => mask.value());
  if (values.some(({ type }) => type?.shape.length !== rankOf(head) - 1))
    return refusedMask(layer, "TensorFlow.js itself takes its mask over examples instead of steps");
  const alongFeatures = axis === rankOf(head) - 1;
  if (!alongFeatures && masks.length < inputs.length)
    throw context.refusal("TensorFlow.js itself does not join sequences of which only some are masked");
  return new Mask(() =>
    alongFeatures
      ? values.reduce((left, right) => context.op("And", [left, right]))
      : context.op("Concat", values, { axis }),
  );
}
