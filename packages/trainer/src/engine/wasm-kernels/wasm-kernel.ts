import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";

/** A call of a kernel, with everything under its real type. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}

/** Runs the kernel that tfjs registered under the same name, on the same inputs and attributes unless told others. */
export type StockKernel = (inputs?: NamedTensorInfoMap, attrs?: NamedAttrMap) => TensorInfo;

/** A kernel for the wasm backend, in the place of tfjs's own. */
export interface WasmKernel<Inputs, Attributes> {
  readonly kernelName: string;
  readonly compute: (call: KernelCall<Inputs, Attributes>, stock: StockKernel) => TensorInfo;
}

/** Runs the registered wasm kernel `kernelName`; who calls owns the result, and gives it back with `free`. */
export function run(
  backend: BackendWasm,
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const result = getKernel(kernelName, "wasm").kernelFunc({ inputs, backend, attrs });
  return only(result);
}

/** The result of a kernel that has one output. */
export function only(result: TensorInfo | TensorInfo[]): TensorInfo {
  return Array.isArray(result) ? result[0]! : result;
}

export function free(backend: BackendWasm, ...infos: readonly TensorInfo[]): void {
  for (const { dataId } of infos) backend.disposeData(dataId);
}

/** A view of the WASM heap: it is only valid until the next allocation, which may move the heap. */
export function floats(backend: BackendWasm, info: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}
