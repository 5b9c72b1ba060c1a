import type { LayerContext } from "./layer-context.ts";
import type { Layer } from "./layer.ts";
import type { TensorHandle } from "./tensor-handle.ts";

/**
 * Adds the nodes of one call of a layer to the graph, reading the live layer.
 *
 * The inputs may lie in any layout; `context.plain(input)` has the elements where TensorFlow.js has them.
 *
 * @returns a handle an output of the layer
 * @throws PolyheadError `export-unsupported` where no exact translation exists
 */
export type Translator = (
  layer: Layer,
  inputs: readonly TensorHandle[],
  context: LayerContext,
) => readonly TensorHandle[];

/** A translator of a layer with one input and one output. */
export function unary(
  translate: (layer: Layer, input: TensorHandle, context: LayerContext) => TensorHandle,
): Translator {
  return (layer, [input], context) => {
    if (input === undefined) throw context.refusal("it has no input");
    return [translate(layer, input, context)];
  };
}
