import { GraphBuilder } from "@polyhead/onnx";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ExportPlan } from "./export-plan.ts";
import { graphInput } from "./graph-input.ts";
import { GraphScope } from "./graph-scope.ts";
import { checkedOpset } from "./opset.ts";
import { outputNamesOf } from "./output-names.ts";
import { inputRange } from "./parity/input-range.ts";
import { inOrder, predict } from "./predict.ts";
import { readWeights } from "./read-weights.ts";
import { traceLayers } from "./trace-layers.ts";
import { translateModel } from "./translate-model.ts";

export interface LayersOptions {
  /** The operator set of the file: 17, the default, to 21. */
  readonly opset?: number;
  /** Names of the outputs, in the model's order; by default those of the output layers, numbered where they repeat. */
  readonly outputNames?: readonly string[];
}

/**
 * Plans the export of a model as it stands: what it takes and gives is what the file takes and gives.
 *
 * @param traced whether the graph has an output for each call of a layer, too
 */
export async function planLayers(
  model: LayersModel,
  options: LayersOptions,
  traced = false,
): Promise<ExportPlan> {
  const opset = checkedOpset(options.opset);
  const names = outputNamesOf(model, options.outputNames);
  const scope = new GraphScope(new GraphBuilder(model.name, { opset }), await readWeights(model));
  const inputs = model.inputs.map((tensor) => graphInput(tensor, scope));
  for (const [index, handle] of translateModel(model, inputs, scope).entries())
    scope.builder.output(scope.plain(handle).value, names[index] ?? "");
  const trace = traced ? traceLayers(model, scope) : undefined;
  return {
    onnx: scope.build(),
    inputs: model.inputs.map((tensor) => {
      const { sourceLayer, shape } = tensor;
      return { name: sourceLayer.name, shape: shape.slice(1), ...inputRange(tensor) };
    }),
    reference: (tensors) => ({
      ...Object.fromEntries(predict(model, tensors).map((output, index) => [names[index] ?? "", output])),
      ...trace?.reference(inOrder(model, tensors)),
    }),
    deviations: {},
    ...(trace && { layers: trace.layers }),
  };
}
