import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";

/** Adds one call of a layer with one output to the network. */
export function connect(
  layer: layers.Layer,
  inputs: SymbolicTensor | readonly SymbolicTensor[],
): SymbolicTensor {
  return layer.apply(isList(inputs) ? [...inputs] : inputs) as SymbolicTensor;
}

function isList(inputs: SymbolicTensor | readonly SymbolicTensor[]): inputs is readonly SymbolicTensor[] {
  return Array.isArray(inputs);
}
