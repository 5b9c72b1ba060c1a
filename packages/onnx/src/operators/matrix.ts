import { compatibleDimensions, formatShape, type Shape, type TensorType } from "../shape.ts";
import { broadcastShapes } from "./broadcast.ts";
import type { Operator, TypedNode } from "./operator.ts";

export const matrix: Readonly<Record<string, Operator>> = {
  MatMul: {
    attributes: {},
    infer: (node) => [{ dataType: node.input(0).dataType, shape: matMulShape(node) }],
  },
  Gemm: {
    attributes: { alpha: "float", beta: "float", transA: "int", transB: "int" },
    infer: (node) => [gemmType(node)],
  },
};

/** As numpy.matmul: a vector is a row on the left and a column on the right, and its axis is dropped from the result. */
function matMulShape(node: TypedNode): Shape {
  const a = node.input(0).shape;
  const b = node.input(1).shape;
  if (a.length === 0 || b.length === 0) node.fail("the inputs must not be scalars");
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const inner = [left.at(-1) ?? "", right.at(-2) ?? ""] as const;
  if (!compatibleDimensions(...inner)) node.fail(`inner dimensions ${inner.join(" and ")} must be equal`);
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  if (batch === undefined) node.fail("the leading dimensions must broadcast");
  const rows = a.length === 1 ? [] : [left.at(-2) ?? ""];
  const columns = b.length === 1 ? [] : [right.at(-1) ?? ""];
  return [...batch, ...rows, ...columns];
}

function gemmType(node: TypedNode): TensorType {
  const { dataType } = node.input(0);
  const [rows, inner] = matrixOf(node, 0, "transA");
  const [innerB, columns] = matrixOf(node, 1, "transB");
  if (!compatibleDimensions(inner, innerB))
    node.fail(`inner dimensions ${inner} and ${innerB} must be equal`);
  const shape = [rows, columns];
  const bias = node.inputs[2]?.shape;
  if (
    bias !== undefined &&
    broadcastShapes(bias, shape)?.every((length, axis) => compatibleDimensions(length, shape[axis] ?? "")) !==
      true
  )
    node.fail(`the third input must broadcast to ${formatShape(shape)}`);
  return { dataType, shape };
}

function matrixOf(node: TypedNode, index: number, transpose: string) {
  const { shape } = node.input(index);
  const [rows = "", columns = ""] = shape;
  if (shape.length !== 2) node.fail(`input ${index} must be a matrix`);
  return node.int(transpose, 0) === 0 ? ([rows, columns] as const) : ([columns, rows] as const);
}
