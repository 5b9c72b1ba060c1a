// Legend: M, N rows and columns of the product, K the axis summed over, B batches.
import { int, type Value } from "@polyhead/onnx";
import { backend_util } from "@tensorflow/tfjs-core";
import { finish } from "./activation.ts";
import { contribDomain, type Emission } from "./emission.ts";
import { sizeOf, type EmitTensor } from "./emit-tensor.ts";
import type { EmitCall, Operators } from "./operator.ts";

/** The product of two stacks of matrices [...B, M, K] and [...B, K, N], each optionally given transposed. */
function product({ emission, inputs, attrs }: EmitCall): EmitTensor | undefined {
  const { a, b } = inputs;
  if (a?.dtype !== "float32" || b?.dtype !== "float32") return undefined;
  const transA = attrs["transposeA"] === true;
  const transB = attrs["transposeB"] === true;
  const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, a.shape.at(transA ? -1 : -2)!, b.shape.at(transB ? -2 : -1)!];
  const flags = { transA: int(+transA), transB: int(+transB) };
  if (sizeOf(batch) > 1)
    return { value: emission.op("FusedMatMul", [a, b], flags, contribDomain), shape, dtype: "float32" };
  const value = emission.op("Gemm", [matrix(emission, a), matrix(emission, b)], flags);
  return { value: shape.length === 2 ? value : emission.reshape(value, shape), shape, dtype: "float32" };
}

/** The one matrix of a stack of one. */
function matrix(emission: Emission, tensor: EmitTensor): Value {
  const { value } = emission.plain(tensor);
  return tensor.shape.length === 2 ? value : emission.reshape(value, tensor.shape.slice(-2));
}

export const matrixOperators: Operators = {
  BatchMatMul: product,
  _FusedMatMul: (call) => {
    const result = product(call);
    return result && finish(result, call);
  },
};
