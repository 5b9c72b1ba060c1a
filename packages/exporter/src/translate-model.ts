import { LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { CallArguments } from "./call-arguments.ts";
import { executionOrder } from "./execution-order.ts";
import type { GraphScope, TranslatedCall } from "./graph-scope.ts";
import { LayerContext } from "./layer-context.ts";
import type { Layer } from "./layer.ts";
import { outputMask } from "./output-mask.ts";
import { withoutMask, type TensorHandle } from "./tensor-handle.ts";
import { callKey } from "./trace-layers.ts";
import type { Translator } from "./translator.ts";
import { translators } from "./translators/index.ts";
import { refusals } from "./translators/refusals.ts";
import { unsupported } from "./unsupported.ts";

type LayerCall = SymbolicTensor["sourceLayer"]["inboundNodes"][number];

/** Where a model is translated. */
interface Around {
  /** What the names and keys of calls in it begin with; absent where they are not to be told apart. */
  readonly path?: Pick<TranslatedCall, "key" | "name">;
  /** What a nested model is called with; it hands that on to its layers. */
  readonly call?: CallArguments;
}

/** One call of a layer: what it saw, and what it left for the next. */
interface Seen {
  readonly before: CallArguments;
  readonly after: CallArguments;
}

/**
 * Adds a model to the graph, layer by layer in the order in which tfjs runs them, a nested model as the layers inside it.
 *
 * @param inputs in the order of `model.inputs`
 * @returns the outputs in the order of `model.outputs`
 * @throws PolyheadError `export-unsupported`
 */
export function translateModel(
  model: LayersModel,
  inputs: readonly TensorHandle[],
  scope: GraphScope,
  { path, call: given }: Around = { path: { key: "", name: "" } },
): readonly TensorHandle[] {
  const handles = new ModelHandles(model.inputs, inputs);
  const seen = new Map<LayerCall, Seen>();
  let shared = given;
  for (const tensor of executionOrder(model.inputs, model.outputs)) {
    const { sourceLayer: layer, nodeIndex } = tensor;
    const node = layer.inboundNodes[nodeIndex];
    const taken = handles.taken(tensor);
    if (node === undefined || taken === undefined)
      throw unsupported(layer, "its output does not come from the model's inputs");
    if (taken.some(({ mask }) => mask !== undefined)) {
      shared ??= new CallArguments();
      shared.mask = taken[0]?.mask;
    }
    const call = shared ?? new CallArguments();
    const before = call.copy();
    const earlier = seen.get(node);
    // tfjs runs a layer once for each of its outputs.
    if (earlier?.before.sees(before) === true) call.become(earlier.after);
    else {
      const nested = path && { key: callKey(path.key, node), name: path.name + layer.name };
      const given = translateLayer(layer, taken, scope, { call, ...(nested && { path: nested }) });
      if (nested) scope.calls.push({ ...nested, className: layer.getClassName(), handles: given });
      seen.set(node, { before, after: call.copy() });
      handles.add(node.outputTensors, given);
    }
  }
  return model.outputs.map((tensor) => handles.given(tensor));
}

/** What the tensors of a model are in the graph. */
class ModelHandles {
  /** What layers take: where tfjs runs a layer more than once, its first outputs. */
  readonly #first = new Map<SymbolicTensor, TensorHandle>();
  /** What the model gives: its last outputs then. */
  readonly #last = new Map<SymbolicTensor, TensorHandle>();

  constructor(tensors: readonly SymbolicTensor[], handles: readonly TensorHandle[]) {
    this.add(tensors, handles);
  }

  add(tensors: readonly SymbolicTensor[], handles: readonly TensorHandle[]): void {
    for (const [index, handle] of handles.entries()) {
      const tensor = tensors[index];
      if (tensor === undefined) continue;
      this.#last.set(tensor, handle);
      if (!this.#first.has(tensor)) this.#first.set(tensor, handle);
    }
  }

  /** The inputs of the call that makes a tensor; undefined where one is not known. */
  taken({ inputs }: SymbolicTensor): readonly TensorHandle[] | undefined {
    const handles = inputs.flatMap((input) => this.#first.get(input) ?? []);
    return handles.length > 0 && handles.length === inputs.length ? handles : undefined;
  }

  given(tensor: SymbolicTensor): TensorHandle {
    const handle = this.#last.get(tensor);
    if (handle === undefined)
      throw unsupported(tensor.sourceLayer, "it gives fewer outputs than it declares");
    return handle;
  }
}

function translateLayer(
  layer: Layer,
  inputs: readonly TensorHandle[],
  scope: GraphScope,
  { call, path }: Around & { readonly call: CallArguments },
): readonly TensorHandle[] {
  const translateInside = (inner: Layer, handles: readonly TensorHandle[], innerCall: CallArguments) =>
    translateLayer(inner, handles, scope, { call: innerCall });
  const context = new LayerContext(scope, layer, call, translateInside);
  const handles =
    layer instanceof LayersModel
      ? translateModel(layer, inputs.map(withoutMask), scope, { call, ...inside(path, call) })
      : translatorOf(layer)(layer, inputs, context);
  const mask = outputMask(layer, inputs, context);
  return handles.map((handle) => ({ ...withoutMask(handle), ...(mask && { mask }) }));
}

/** A nested model that hands a mask on gives something else on its own, so its layers are not to be compared there. */
function inside(path: Around["path"], { mask }: CallArguments): Pick<Around, "path"> {
  return path && mask === undefined ? { path: { ...path, name: `${path.name}/` } } : {};
}

function translatorOf(layer: Layer): Translator {
  const className = layer.getClassName();
  const translate = translators.get(className);
  if (translate !== undefined) return translate;
  throw unsupported(layer, refusals.get(className) ?? "no translator exists for this class of layers");
}
