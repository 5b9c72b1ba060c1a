import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../operators/emit-tensor.ts";
import type { OnnxRuntimeBackend } from "./backend.ts";

type Loop = (a: Float32Array, b: Float32Array, result: Float32Array) => void;

/** Elements above which ONNX Runtime is faster than a loop in JavaScript. */
const longest = 8192;

// Written out one by one, as a loop around a function that is passed in is several times slower.
const loops: Readonly<Record<string, Loop>> = {
  Add: (a, b, result) => {
    for (let index = 0; index < result.length; index++) result[index] = a[index]! + b[index]!;
  },
  Multiply: (a, b, result) => {
    for (let index = 0; index < result.length; index++) result[index] = a[index]! * b[index]!;
  },
  RealDiv: (a, b, result) => {
    for (let index = 0; index < result.length; index++) result[index] = a[index]! / b[index]!;
  },
  Sub: (a, b, result) => {
    for (let index = 0; index < result.length; index++) result[index] = a[index]! - b[index]!;
  },
};

/** Arithmetic on two short tensors of one shape, several times faster than tfjs's own; `otherwise` does the rest. */
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
  if (a.dtype !== "float32" || b.dtype !== "float32" || a.shape.length !== b.shape.length) return false;
  for (let axis = 0; axis < a.shape.length; axis++) if (a.shape[axis] !== b.shape[axis]) return false;
  return sizeOf(a.shape) <= longest;
}
