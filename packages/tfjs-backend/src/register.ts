import "@tensorflow/tfjs-backend-cpu";
import {
  findBackend,
  getKernelsForBackend,
  registerBackend,
  registerKernel,
  removeBackend,
  type KernelConfig,
  type KernelFunc,
} from "@tensorflow/tfjs-core";
import { OnnxRuntimeBackend, type BackendOptions } from "./eager/backend.ts";
import { castKernel, inJavaScript } from "./eager/native-kernels.ts";
import { withPlainLoop } from "./eager/plain-loops.ts";
import { registerGradients } from "./gradients/register-gradients.ts";
import { nativeRuntime } from "./native/runtime.ts";
import { makeKnown } from "./optimizers/custom-kernel.ts";
import { customKernels } from "./optimizers/custom-operators.ts";
import { operatorTable } from "./operators/operator-table.ts";

/** The name under which tfjs knows the backend. */
export const BACKEND_NAME = "onnxruntime";

/** Above tfjs's JavaScript and WASM backends, so that it is taken where nothing is asked for. */
const priority = 4;

/**
 * Makes the backend known to tfjs as `onnxruntime`; `tf.setBackend("onnxruntime")` then uses it.
 *
 * It also replaces some gradients of tfjs, as `registerGradients` says. Called again, it replaces the backend, whose tensors are then lost.
 *
 * @throws PolyheadError `package-missing` or `device-unavailable` when ONNX Runtime does not load on this machine
 */
export function registerOnnxRuntimeBackend(options: BackendOptions = {}): void {
  nativeRuntime();
  registerGradients();
  if (findBackend(BACKEND_NAME) === null) registerKernels();
  else removeBackend(BACKEND_NAME);
  registerBackend(BACKEND_NAME, () => new OnnxRuntimeBackend(options), priority);
}

function registerKernels(): void {
  for (const config of getKernelsForBackend("cpu")) registerKernel(ours(config));
  // Now, as a recording follows the kernels that there are when it begins.
  for (const kernel of customKernels) makeKnown(kernel, BACKEND_NAME);
}

function ours(config: KernelConfig): KernelConfig {
  return { ...config, backendName: BACKEND_NAME, kernelFunc: kernelOf(config) };
}

function kernelOf({ kernelName, kernelFunc }: KernelConfig): KernelFunc {
  const emit = operatorTable.get(kernelName);
  if (kernelName === "Cast") return castKernel(kernelFunc);
  if (inJavaScript.has(kernelName)) return kernelFunc;
  if (emit === undefined)
    return (call) => {
      (call.backend as OnnxRuntimeBackend).release(call.inputs);
      return kernelFunc(call);
    };
  return withPlainLoop(kernelName, ({ inputs, attrs, backend }) =>
    (backend as OnnxRuntimeBackend).runKernel(kernelName, emit, kernelFunc, inputs, attrs ?? {}),
  );
}
