import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { BatchMatMulAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import { asMatrix, copyIfReshaped, transposed } from "./matrix.ts";
import { free, type KernelCall, type StockKernel, type WasmKernel } from "./wasm-kernel.ts";

// A [M, K] · B [K, N], once the operands are transposed as asked.

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/** What XNNPACK takes to pack a value of its second operand, counted in transposed values. */
const packCost = 2;

/**
 * The stock kernel multiplies transposed operands with a plain loop. This one transposes them first, and multiplies
 * as (Bᵀ · Aᵀ)ᵀ where B is so large beside A that packing it would cost more.
 */
export const batchMatMul: WasmKernel<Inputs, BatchMatMulAttrs> = {
  kernelName: "BatchMatMul",
  compute,
};

type Call = KernelCall<Inputs, BatchMatMulAttrs>;

function compute(
  { inputs, backend, attrs: { transposeA, transposeB } }: Call,
  stock: StockKernel,
): TensorInfo {
  const a = asMatrix(inputs.a);
  const b = asMatrix(inputs.b);
  if (a === undefined || b === undefined) return stock();

  const [m, k] = sides(a, transposeA);
  const [, n] = sides(b, transposeB);
  const rank = Math.max(inputs.a.shape.length, inputs.b.shape.length);
  const shape = [...Array.from({ length: rank - 2 }, () => 1), m, n];
  const direct = (transposeA ? m * k : 0) + (transposeB ? k * n : 0) + packCost * k * n;
  const swapped = (transposeA ? 0 : m * k) + (transposeB ? 0 : k * n) + packCost * m * k + m * n;
  if (direct <= swapped) return { ...multiply(backend, stock, a, transposeA, b, transposeB), shape };

  const product = multiply(backend, stock, b, !transposeB, a, !transposeA);
  const result = transposed(backend, product);
  free(backend, product);
  return { ...result, shape };
}

function sides({ shape: [, rows = 0, columns = 0] }: TensorInfo, swap: boolean): [number, number] {
  return swap ? [columns, rows] : [rows, columns];
}

function multiply(
  backend: BackendWasm,
  stock: StockKernel,
  a: TensorInfo,
  transposeA: boolean,
  b: TensorInfo,
  transposeB: boolean,
): TensorInfo {
  const left = transposeA ? transposed(backend, a) : a;
  const right = transposeB ? transposed(backend, b) : (copyIfReshaped(backend, b) ?? b);
  const product = stock({ a: left, b: right }, { transposeA: false, transposeB: false });
  free(backend, ...[left, right].filter((info) => info !== a && info !== b));
  return product;
}
