import {
  slice_util,
  type DataType,
  type KernelFunc,
  type TensorInfo,
  type TypedArray,
} from "@tensorflow/tfjs-core";
import { isEmitDataType, sizeOf } from "../operators/emit-tensor.ts";
import type { OnnxRuntimeBackend } from "./backend.ts";

/** Kernels that share or fill memory, where a session would only copy. */
export const inJavaScript: ReadonlySet<string> = new Set([
  "ExpandDims",
  "Fill",
  "Identity",
  "OnesLike",
  "Range",
  "Reshape",
  "ZerosLike",
]);

/** Copies into an array of the new type, which tfjs's own kernel does only where a value could change. */
export function castKernel(fallback: KernelFunc): KernelFunc {
  return (call) => {
    const x = call.inputs["x"]!;
    const dtype = call.attrs?.["dtype"] as DataType;
    if (x.dtype === dtype || !isEmitDataType(dtype) || !isEmitDataType(x.dtype) || dtype === "bool")
      return fallback(call);
    const backend = call.backend as OnnxRuntimeBackend;
    const values = backend.data.get(x.dataId).values as TypedArray;
    const converted = dtype === "float32" ? new Float32Array(values) : new Int32Array(values);
    return backend.makeTensorInfo(x.shape, dtype, converted);
  };
}

/** Whether a slice is a run of the memory of its tensor, which tfjs's own kernel then shares. */
export function isRun(x: TensorInfo, begin: number | number[], size: number | number[]): boolean {
  const [first = [], lengths = []] = slice_util.parseSliceParams(x, begin, size);
  return sizeOf(lengths) > 0 && slice_util.isSliceContinous(x.shape, first, lengths);
}

/** @throws Error as tfjs's JavaScript kernel does, where ONNX Runtime would count a negative index from the end */
export function checkIndices(indices: TypedArray, length: number): void {
  for (const index of indices)
    if (index < 0 || index >= length)
      throw new Error(`GatherV2: the index value ${index} is not in [0, ${length - 1}]`);
}
