import type { _FusedMatMulAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import { asMatrix, copyIfReshaped } from "./matrix.ts";
import { free, run, type KernelCall, type StockKernel, type WasmKernel } from "./wasm-kernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/**
 * The stock kernel adds the bias once for every 48 values of the inner dimension when it is given transposed
 * operands or several matrices: this one then multiplies, adds and activates in turn.
 */
export const fusedMatMul: WasmKernel<Inputs, _FusedMatMulAttrs> = {
  kernelName: "_FusedMatMul",
  compute,
};

type Call = KernelCall<Inputs, _FusedMatMulAttrs>;

function compute(call: Call, stock: StockKernel): TensorInfo {
  const { inputs, backend, attrs } = call;
  const { a, b } = inputs;
  const plain =
    !attrs.transposeA && !attrs.transposeB && asMatrix(a) !== undefined && asMatrix(b) !== undefined;
  if (!plain) return inTurn(call);
  const copy = copyIfReshaped(backend, b);
  if (copy === undefined) return stock();
  const product = stock({ ...inputs, b: copy });
  free(backend, copy);
  return product;
}

function inTurn({ inputs, backend, attrs }: Call): TensorInfo {
  const { a, b, bias, preluActivationWeights } = inputs;
  const { transposeA, transposeB } = attrs;
  const product = run(backend, "BatchMatMul", { a, b }, { transposeA, transposeB });
  const sum = bias === undefined ? product : run(backend, "Add", { a: product, b: bias });
  const activated = activate(sum);
  free(backend, ...new Set([product, sum]).difference(new Set([activated])));
  return activated;

  function activate(x: TensorInfo): TensorInfo {
    switch (attrs.activation) {
      case "linear":
        return x;
      case "prelu":
        return run(backend, "Prelu", { x, alpha: preluActivationWeights });
      case "leakyrelu":
        return run(backend, "LeakyRelu", { x }, { alpha: attrs.leakyreluAlpha ?? 0.2 });
      default:
        return run(backend, activationKernels[attrs.activation], { x });
    }
  }
}

const activationKernels = { relu: "Relu", relu6: "Relu6", elu: "Elu", sigmoid: "Sigmoid" } as const;
