// Legend: B batch, D the axes of the indices after the batch, V vocabulary, E embedding.
import { dataTypeCode } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LayerContext } from "../layer-context.ts";
import type { Layer, LiveLayer } from "../layer.ts";
import { Mask } from "../mask.ts";
import type { TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape } from "./spatial.ts";

interface Embedding {
  readonly embeddings: LayerVariable;
  readonly inputDim: number;
  readonly maskZero: boolean;
  readonly outputDim: number;
}

/** Indices below 0 or past the vocabulary are an error in tfjs; ONNX Runtime counts those below 0 from the end. */
export const embedding: Translator = unary((layer, input, context) => {
  const { embeddings, inputDim, outputDim } = layer as LiveLayer<Embedding>;
  const table = context.constant("embeddings", context.weights(embeddings), [inputDim, outputDim]); // [V, E]
  return {
    value: context.op("Gather", [table, context.integersOf(input)], { axis: 0 }), // [B, ...D, E]
    shape: outputShape(layer, input, context),
    layout: "plain",
  };
});

/** Every index counts but 0. */
export function embeddingMask(
  layer: Layer,
  [input]: readonly TensorHandle[],
  context: LayerContext,
): Mask | undefined {
  if (input === undefined || !(layer as LiveLayer<Embedding>).maskZero) return undefined;
  return new Mask(() => context.op("Cast", [context.plain(input).value], { to: dataTypeCode("bool") })); // [B, ...D]
}
