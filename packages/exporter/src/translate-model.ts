import { LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { GraphScope, TranslatedCall } from "./graph-scope.ts";
import { LayerContext } from "./layer-context.ts";
import type { Layer } from "./layer.ts";
import type { TensorHandle } from "./tensor-handle.ts";
import { callKey } from "./trace-layers.ts";
import { translators } from "./translators/index.ts";
import { refusals } from "./translators/refusals.ts";
import { unsupported } from "./unsupported.ts";

/** What the names and keys of calls in a model begin with. */
type NestedCall = Pick<TranslatedCall, "key" | "name">;

/**
 * Adds a model to the graph: each call of each layer once, a nested model as the layers inside it.
 *
 * @param inputs in the order of `model.inputs`
 * @param around where the model is nested in another, the call of it
 * @returns the outputs in the order of `model.outputs`
 * @throws PolyheadError `export-unsupported`
 */
export function translateModel(
  model: LayersModel,
  inputs: readonly TensorHandle[],
  scope: GraphScope,
  around: NestedCall = { key: "", name: "" },
): readonly TensorHandle[] {
  const known = new Map<number, TensorHandle>();
  const learn = (tensors: readonly SymbolicTensor[], handles: readonly TensorHandle[]) => {
    for (const [index, handle] of handles.entries()) {
      const tensor = tensors[index];
      if (tensor !== undefined) known.set(tensor.id, handle);
    }
  };
  const handleOf = ({ id, sourceLayer, nodeIndex }: SymbolicTensor): TensorHandle => {
    const call = sourceLayer.inboundNodes[nodeIndex];
    if (!known.has(id) && call !== undefined) {
      const nested = { key: callKey(around.key, call), name: around.name + sourceLayer.name };
      const handles = translateLayer(sourceLayer, call.inputTensors.map(handleOf), scope, nested);
      scope.calls.push({ ...nested, className: sourceLayer.getClassName(), handles });
      learn(call.outputTensors, handles);
    }
    const handle = known.get(id);
    if (handle === undefined)
      throw unsupported(sourceLayer, "its output does not come from the model's inputs");
    return handle;
  };
  learn(model.inputs, inputs);
  return model.outputs.map(handleOf);
}

function translateLayer(
  layer: Layer,
  inputs: readonly TensorHandle[],
  scope: GraphScope,
  { key, name }: NestedCall,
): readonly TensorHandle[] {
  if (layer instanceof LayersModel) return translateModel(layer, inputs, scope, { key, name: `${name}/` });
  const className = layer.getClassName();
  const translate = translators.get(className);
  if (translate === undefined)
    throw unsupported(layer, refusals.get(className) ?? "no translator exists for this class of layers");
  return translate(layer, inputs, new LayerContext(scope, layer));
}
