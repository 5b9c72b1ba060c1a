import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { layers, LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { layerInputs } from "../model/layer-inputs.ts";

/** The part of a model, before one of its outputs, that depends on the weights of new layers. */
export interface HeadPart {
  /** what it reads of the trained part */
  readonly reads: readonly SymbolicTensor[];
  readonly variables: readonly Variable[];
  /** The output for values of what it reads. */
  apply(values: readonly Tensor[]): Tensor;
}

/** @param added the new layers */
export function headPart(
  model: LayersModel,
  output: SymbolicTensor,
  added: ReadonlySet<layers.Layer>,
): HeadPart {
  const isNew = ({ sourceLayer }: SymbolicTensor): boolean =>
    added.has(sourceLayer) && sourceLayer.trainableWeights.length > 0;
  const depends = (tensor: SymbolicTensor): boolean =>
    isNew(tensor) || layerInputs(tensor).some((input) => depends(input));
  const reads = new Map<number, SymbolicTensor>();
  const own = new Set<layers.Layer>();
  const visit = (tensor: SymbolicTensor): void => {
    if (!depends(tensor)) return void reads.set(tensor.id, tensor);
    own.add(tensor.sourceLayer);
    for (const input of layerInputs(tensor)) visit(input);
  };
  visit(output);
  const order = [...reads.values()];
  return {
    reads: order,
    variables: model.layers
      .filter((layer) => own.has(layer))
      .flatMap(({ trainableWeights }) => trainableWeights.map((weight) => weight.read() as Variable)),
    apply(values) {
      const known = new Map(order.map(({ id }, index) => [id, values[index]]));
      const value = (tensor: SymbolicTensor): Tensor =>
        known.get(tensor.id) ?? called(tensor.sourceLayer, layerInputs(tensor).map(value));
      return value(output);
    },
  };
}

function called(layer: layers.Layer, inputs: readonly Tensor[]): Tensor {
  const [only] = inputs;
  const given = only !== undefined && inputs.length === 1 ? only : [...inputs];
  return [layer.call(given, {})].flat()[0] as Tensor;
}
