import type { Tensor } from "onnxruntime-common";

export type TensorType = Tensor.Type;
export type TensorData = Tensor.DataType;

/** Values row-major, the batch first: `Float32Array` for every model that Polyhead exports. */
export interface RawTensor {
  readonly data: TensorData;
  readonly dims: readonly number[];
}

/** A graph's input or output. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  /** a name stands for a size that is free, such as `batch`; empty when the graph does not tell */
  readonly shape: readonly (number | string)[];
}
