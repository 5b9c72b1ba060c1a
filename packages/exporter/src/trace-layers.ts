import { model as layersModel, LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { TracedLayer } from "./export-plan.ts";
import { executionOrder } from "./execution-order.ts";
import type { GraphScope } from "./graph-scope.ts";

type LayerCall = SymbolicTensor["sourceLayer"]["inboundNodes"][number];

/** The outputs that show what a graph's layers give, and what the layers themselves give. */
export interface LayerTrace {
  readonly layers: readonly TracedLayer[];
  /** By output, for the model's inputs in its order; called within `tf.tidy`. */
  readonly reference: (inputs: readonly Tensor[]) => Readonly<Record<string, Tensor>>;
}

/** Gives each call of each layer of a translated model an output of the graph, those of nested models included. */
export function traceLayers(model: LayersModel, scope: GraphScope): LayerTrace {
  const names = new Map<string, number>();
  const keys = new Map<string, string>();
  const layers = scope.calls.flatMap(({ key, name, className, handles }) => {
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    return handles.map((handle, index): TracedLayer => {
      const layer = [name, ...(times > 1 ? [times] : []), ...(index > 0 ? [`output ${index}`] : [])].join(
        " ",
      );
      const output = `layer/${layer}`;
      keys.set(`${key}:${index}`, output);
      scope.builder.output(scope.plain(handle).value, output);
      return { output, layer, className };
    });
  });
  const reference = (inputs: readonly Tensor[]) =>
    Object.fromEntries(
      Array.from(
        callOutputs(model, inputs, ""),
        ([key, tensor]) => [keys.get(key) ?? "", tensor] as const,
      ).filter(([output]) => output !== ""),
    );
  return { layers, reference };
}

/** The key of a call: that of the call of the model around it, then the id of the call's first output. */
export function callKey(around: string, { outputTensors: [first] }: LayerCall): string {
  return `${around}/${first?.id}`;
}

/** What each call of each layer gives, by the call's key and the output's index. */
function callOutputs(model: LayersModel, inputs: readonly Tensor[], around: string): Map<string, Tensor> {
  // In the model's own order, because layers may see the masks of layers that ran before them.
  const symbols = executionOrder(model.inputs, model.outputs);
  const calls = new Set(
    symbols.flatMap(({ sourceLayer, nodeIndex }) => sourceLayer.inboundNodes[nodeIndex] ?? []),
  );
  const values = new Map(model.inputs.map(({ id }, index) => [id, inputs[index]]));
  if (symbols.length === 0) return new Map();
  const whole = layersModel({ name: `${model.name}_trace`, inputs: model.inputs, outputs: [...symbols] });
  const [first] = inputs;
  const outputs = [whole.predict([...inputs], { batchSize: first?.shape[0] ?? 1 })].flat();
  for (const [index, { id }] of symbols.entries()) values.set(id, outputs[index]);
  return new Map(
    Array.from(calls).flatMap((call) => {
      const valueOf = ({ id }: SymbolicTensor) => values.get(id) ?? [];
      const key = callKey(around, call);
      const { outboundLayer: layer } = call;
      const own = call.outputTensors.flatMap((tensor, index) =>
        [valueOf(tensor)].flat().map((value) => [`${key}:${index}`, value] as const),
      );
      const inside =
        layer instanceof LayersModel ? callOutputs(layer, call.inputTensors.flatMap(valueOf), key) : [];
      return [...own, ...inside];
    }),
  );
}
