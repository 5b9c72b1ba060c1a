import { notEqual, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { MaskPadding } from "../model/layers/mask-padding.ts";

/** Values of a model's tensors by their ids. */
export type GraphValues = Map<number, Tensor>;

/** The values of a model's inputs. */
export function inputValues(model: LayersModel, inputs: readonly Tensor[]): GraphValues {
  return new Map(model.inputs.map(({ id }, at) => [id, inputs[at]!]));
}

/**
 * The value of one of a model's tensors; what is computed on the way is kept in `values`.
 *
 * @param training whether layers are to do as while training; default false
 */
export function valueOf(symbol: SymbolicTensor, values: GraphValues, training = false): Tensor {
  const known = values.get(symbol.id);
  if (known !== undefined) return known;
  const { sourceLayer, nodeIndex } = symbol;
  const node = sourceLayer.inboundNodes[nodeIndex]!;
  const inputs = node.inputTensors.map((input) => valueOf(input, values, training));
  const given = inputs.length === 1 ? inputs[0]! : inputs;
  const mask = maskOf(node.inputTensors[0], values);
  const outputs = sourceLayer.apply(given, {
    ...node.callArgs,
    ...(training && { training }),
    ...(mask && { mask }),
  }) as Tensor | Tensor[];
  for (const [at, output] of [outputs].flat().entries()) values.set(node.outputTensors[at]!.id, output);
  return values.get(symbol.id)!;
}

/** Which tokens count, where a tensor carries that with it. */
function maskOf(symbol: SymbolicTensor | undefined, values: GraphValues): Tensor | undefined {
  if (!(symbol?.sourceLayer instanceof MaskPadding) || !symbol.sourceLayer.attach) return undefined;
  const tokens = symbol.sourceLayer.inboundNodes[symbol.nodeIndex]?.inputTensors[1];
  return tokens && notEqual(valueOf(tokens, values), 0);
}
