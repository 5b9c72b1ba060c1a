import type { Node, Tensor } from "@polyhead/onnx";

/** A weight of fewer numbers stays float32: the nodes around a smaller one would take what it saves. */
const MIN_WEIGHT_SIZE = 256;

/** Which inputs of an operator are weights, where they are constants. */
const weightInputs: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  GRU: [1, 2, 3],
  Gather: [0],
  Gemm: [1, 2],
  LSTM: [1, 2, 3],
  MatMul: [0, 1],
  RNN: [1, 2, 3],
};

/** The names of the values that a node takes as weights, constant or not. */
export function weightsOf({ domain, opType, inputs }: Node): readonly string[] {
  const indices = domain === undefined ? (weightInputs[opType] ?? []) : [];
  return indices.flatMap((index) => inputs[index] ?? []).filter((name) => name !== "");
}

export interface Float32Tensor extends Tensor {
  readonly data: Float32Array;
}

/** Whether a tensor is one that a smaller data type is worth it for. */
export function isLarge(tensor: Tensor | undefined): tensor is Float32Tensor {
  return tensor?.data instanceof Float32Array && tensor.data.length >= MIN_WEIGHT_SIZE;
}
