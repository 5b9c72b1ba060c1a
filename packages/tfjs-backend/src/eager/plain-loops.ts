import { util, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../operators/emit-tensor.ts";
import type { OnnxRuntimeBackend } from "./backend.ts";

/** Fills `result` from `a` and `b`; element i of it is from element i of `a`, and i modulo the length of `b`. */
type Loop = (a: Float32Array, b: Float32Array, result: Float32Array) => void;

/** Elements above which ONNX Runtime is faster than a loop in JavaScript. */
const longest = 16_384;

// Written out one by one, as a loop around a function that is passed in is several times slower.
const loops: Readonly<Record<string, Loop>> = {
  Add: (a, b, result) => {
    for (let start = 0; start < result.length; start += b.length)
      for (let at = 0; at < b.length; at++) result[start + at] = a[start + at]! + b[at]!;
  },
  Multiply: (a, b, result) => {
    for (let start = 0; start < result.length; start += b.length)
      for (let at = 0; at < b.length; at++) result[start + at] = a[start + at]! * b[at]!;
  },
  RealDiv: (a, b, result) => {
    for (let start = 0; start < result.length; start += b.length)
      for (let at = 0; at < b.length; at++) result[start + at] = a[start + at]! / b[at]!;
  },
  Sub: (a, b, result) => {
    for (let start = 0; start < result.length; start += b.length)
      for (let at = 0; at < b.length; at++) result[start + at] = a[start + at]! - b[at]!;
  },
};

/**
 * Arithmetic on two short tensors of one shape, or of which the second is repeated as a bias is, several times faster than
 * tfjs's own; `otherwise` does the rest.
 */
export function withPlainLoop(kernelName: string, otherwise: KernelFunc): KernelFunc {
  const loop = loops[kernelName];
  if (loop === undefined) return otherwise;
  return (call) => {
    const { a, b } = call.inputs;
    const backend = call.backend as OnnxRuntimeBackend;
    if (backend.force || a === undefined || b === undefined || !isShort(a, b)) return otherwise(call);
    const result = new Float32Array(sizeOf(a.shape));
    const [left, right] = [a, b].map(({ dataId }) => backend.data.get(dataId).values);
    loop(left as Float32Array, right as Float32Array, result);
    return backend.makeTensorInfo(a.shape, "float32", result);
  };
}

function isShort(a: TensorInfo, b: TensorInfo): boolean {
  const repeats = b.shape.length > 0 && a.shape.length >= b.shape.length;
  if (a.dtype !== "float32" || b.dtype !== "float32" || !repeats) return false;
  const size = sizeOf(a.shape);
  return size > 0 && size <= longest && util.arraysEqual(a.shape.slice(-b.shape.length), b.shape);
}
