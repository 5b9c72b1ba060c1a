// Legend: N batch, C channels, D spatial axes.
import type { Shape, TensorType } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";
import { windowAttributes, windowedShape } from "./window.ts";

const pooled = (node: TypedNode): TensorType => {
  const kernel = node.ints("kernel_shape");
  if (kernel === undefined) node.fail("kernel_shape is required");
  return withSpatial(node, (lengths) => windowedShape(node, lengths, kernel));
};

const globalPool: Operator = {
  attributes: {},
  infer: (node) => [withSpatial(node, (lengths) => lengths.map(() => 1))],
};

export const pooling: Readonly<Record<string, Operator>> = {
  AveragePool: {
    attributes: { ...windowAttributes, ceil_mode: "int", count_include_pad: "int" },
    infer: (node) => [pooled(node)],
  },
  MaxPool: {
    attributes: { ...windowAttributes, ceil_mode: "int", storage_order: "int" },
    infer: (node) => {
      const output = pooled(node);
      return [output, { dataType: "int64", shape: output.shape }];
    },
  },
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
};

function withSpatial(node: TypedNode, change: (lengths: Shape) => Shape): TensorType {
  const { dataType, shape } = node.input(0); // [N, C, ...D]
  if (shape.length < 3) node.fail("the input must be [N, C, ...] of rank 3 or more");
  return { dataType, shape: [...shape.slice(0, 2), ...change(shape.slice(2))] };
}
