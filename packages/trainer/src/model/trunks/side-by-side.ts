import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";

/** Joins `[batch, n]` tensors side by side; one alone stays as it is. */
export function sideBySide(tensors: readonly SymbolicTensor[], prefix: string): SymbolicTensor {
  const [first] = tensors;
  if (first !== undefined && tensors.length === 1) return first;
  return connect(layers.concatenate({ axis: -1, name: `${prefix}_concatenate` }), tensors);
}
