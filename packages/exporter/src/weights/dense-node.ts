// Legend: K numbers in, N numbers out.
import type { Node } from "@polyhead/onnx";
import type { GraphEditor } from "./graph-editor.ts";
import { isLarge } from "./weighted-nodes.ts";

/** A product with a constant matrix that is worth quantizing, `[..., K] × [K, N] (+ [N])`. */
export interface DenseNode {
  /** Of the value that is multiplied. */
  readonly input: string;
  readonly output: string;
  /** Of the weights' tensor. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** The weight from input `row` to output `column`. */
  readonly at: (row: number, column: number) => number;
  readonly bias?: string;
}

/** Reads a MatMul or Gemm with a large constant matrix at its right; undefined for any other node. */
export function denseNode(node: Node, editor: GraphEditor): DenseNode | undefined {
  const { domain, opType, inputs, outputs, attributes } = node;
  if (domain !== undefined || !(opType === "MatMul" || (opType === "Gemm" && isPlainGemm(node))))
    return undefined;
  const [input = "", name = "", bias = ""] = inputs;
  const tensor = editor.tensorOf(name);
  if (!isLarge(tensor) || tensor.dims.length !== 2 || editor.tensorOf(input) !== undefined) return undefined;
  const { data } = tensor;
  const transposed = attributes["transB"]?.type === "int" && attributes["transB"].value !== 0;
  const [first = 0, second = 0] = tensor.dims;
  const [rows, columns] = transposed ? [second, first] : [first, second];
  const at = transposed
    ? (row: number, column: number) => data[column * rows + row] ?? 0
    : (row: number, column: number) => data[row * columns + column] ?? 0;
  return { input, output: outputs[0] ?? "", name, rows, columns, at, ...(bias !== "" && { bias }) };
}

/** `x · B + C`, with B either way around. */
function isPlainGemm({ attributes: { alpha, beta, transA } }: Node): boolean {
  const isOne = (attribute: typeof alpha): boolean => attribute?.type !== "float" || attribute.value === 1;
  return isOne(alpha) && isOne(beta) && (transA?.type !== "int" || transA.value === 0);
}
