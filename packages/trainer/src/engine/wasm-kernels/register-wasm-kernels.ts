import "@tensorflow/tfjs-backend-wasm";
import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from "@tensorflow/tfjs-core";
import { batchMatMul } from "./batch-mat-mul.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import { fusedMatMul } from "./fused-mat-mul.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";
import { unsortedSegmentSum } from "./unsorted-segment-sum.ts";
import { only, type KernelCall, type WasmKernel } from "./wasm-kernel.ts";

let registered = false;

/** Puts these kernels in the place of tfjs's own on the wasm backend; a second call does nothing. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  register(batchMatMul);
  register(conv2dBackpropFilter);
  register(conv2dBackpropInput);
  register(fusedMatMul);
  register(maxPoolGrad);
  register(unsortedSegmentSum);
}

function register<Inputs, Attributes>({ kernelName, compute }: WasmKernel<Inputs, Attributes>): void {
  const stock: KernelConfig | undefined = getKernel(kernelName, "wasm");
  if (stock !== undefined) unregisterKernel(kernelName, "wasm");
  registerKernel({
    ...stock,
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs = {} }) => {
      const call = { inputs, backend, attrs } as unknown as KernelCall<Inputs, Attributes>;
      return compute(call, (stockInputs = inputs, stockAttrs = attrs) =>
        only(stock.kernelFunc({ inputs: stockInputs, backend, attrs: stockAttrs })),
      );
    },
  });
}
