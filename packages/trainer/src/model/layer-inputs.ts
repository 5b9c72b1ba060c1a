import type { SymbolicTensor } from "@tensorflow/tfjs-layers";

/** The tensors that a tensor's layer read to make it; none for an input of the model. */
export function layerInputs({ id, sourceLayer, nodeIndex }: SymbolicTensor): readonly SymbolicTensor[] {
  // An input layer is said to read what it gives.
  return (sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? []).filter((input) => input.id !== id);
}
