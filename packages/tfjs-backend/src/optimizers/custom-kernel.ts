import {
  engine,
  getBackend,
  getKernel,
  registerKernel,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type Tensor,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { OnnxRuntimeBackend } from "../eager/backend.ts";
import type { Emit } from "../operators/operator.ts";

/** A kernel that tfjs does not have. */
export interface CustomKernel {
  readonly name: string;
  readonly emit: Emit;
  /** Whether inputs and outputs are of one shape, but for scalar inputs. */
  readonly elementwise: boolean;
  /** The shapes of the outputs and their values, in JavaScript; all are float32. */
  compute(
    inputs: Readonly<Record<string, Float32Array>>,
    attrs: NamedAttrMap,
    shapes: Readonly<Record<string, readonly number[]>>,
  ): readonly (readonly [shape: readonly number[], values: Float32Array])[];
}

/** Calls a custom kernel on the current backend. */
export function callKernel(
  kernel: CustomKernel,
  inputs: Record<string, Tensor>,
  attrs: NamedAttrMap,
): Tensor[] {
  makeKnown(kernel, getBackend());
  const outputs: Tensor | Tensor[] = engine().runKernel(kernel.name, inputs, attrs);
  return [outputs].flat();
}

/** Registers a kernel with a backend, once. */
export function makeKnown(kernel: CustomKernel, backendName: string): void {
  if (getKernel(kernel.name, backendName) === undefined)
    registerKernel({ kernelName: kernel.name, backendName, kernelFunc: kernelFunc(kernel) });
}

function kernelFunc(kernel: CustomKernel): KernelFunc {
  const inJavaScript: KernelFunc = (call) =>
    computed(kernel, call.inputs, call.attrs ?? {}, call.backend as KernelBackend);
  const { name, emit, elementwise } = kernel;
  return (call) => {
    const { backend, inputs, attrs = {} } = call;
    if (!(backend instanceof OnnxRuntimeBackend)) return inJavaScript(call);
    return backend[elementwise ? "runElementwise" : "runKernel"](name, emit, inJavaScript, inputs, attrs);
  };
}

function computed(
  kernel: CustomKernel,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  backend: KernelBackend,
): TensorInfo[] {
  const given = Object.entries(inputs).flatMap(([name, info]) => (info ? [[name, info] as const] : []));
  const values = given.map(([name, { dataId }]) => [name, backend.readSync(dataId) as Float32Array] as const);
  const shapes = given.map(([name, { shape }]) => [name, shape] as const);
  return kernel
    .compute(Object.fromEntries(values), attrs, Object.fromEntries(shapes))
    .map(([shape, output]) => ({
      dataId: backend.write(output, [...shape], "float32"),
      shape: [...shape],
      dtype: "float32",
    }));
}
