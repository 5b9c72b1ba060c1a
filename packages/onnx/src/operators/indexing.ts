import { broadcastShapes } from "./broadcast.ts";
import type { Operator, TypedNode } from "./operator.ts";

export const indexing: Readonly<Record<string, Operator>> = {
  CumSum: { attributes: { exclusive: "int", reverse: "int" }, infer: (node) => [node.input(0)] },
  GatherND: {
    attributes: { batch_dims: "int" },
    infer: (node) => {
      const { dataType, shape } = node.input(0);
      const indices = node.input(1).shape;
      const depth = indices.at(-1);
      if (typeof depth !== "number") return [];
      return [
        { dataType, shape: [...indices.slice(0, -1), ...shape.slice(node.int("batch_dims", 0) + depth)] },
      ];
    },
  },
  Shape: {
    attributes: { start: "int", end: "int" },
    infer: (node) => {
      const { shape } = node.input(0);
      const lengths = shape.slice(node.int("start", 0), node.int("end", shape.length));
      return [{ dataType: "int64", shape: [lengths.length] }];
    },
  },
  Split: { attributes: { axis: "int", num_outputs: "int" }, infer: splitTypes },
  TopK: {
    attributes: { axis: "int", largest: "int", sorted: "int" },
    infer: (node) => {
      const { dataType, shape } = node.input(0);
      const axis = node.axis(node.int("axis", -1), shape.length);
      const [count = ""] = node.constantInts(1) ?? [];
      const lengths = shape.map((length, at) => (at === axis ? count : length));
      return [
        { dataType, shape: lengths },
        { dataType: "int64", shape: lengths },
      ];
    },
  },
  Where: {
    attributes: {},
    infer: (node) => {
      const { dataType } = node.input(1);
      const shapes = [0, 1, 2].map((index) => node.input(index).shape);
      const shape = shapes.reduce((a, b) => broadcastShapes(a, b) ?? node.fail("the shapes must broadcast"));
      return [{ dataType, shape }];
    },
  },
};

/** Only where the lengths of the parts are given. */
function splitTypes(node: TypedNode) {
  const { dataType, shape } = node.input(0);
  const axis = node.axis(node.int("axis", 0), shape.length);
  const parts = node.inputs[1] === undefined ? undefined : node.constantInts(1);
  return (parts ?? []).map((part) => ({
    dataType,
    shape: shape.map((length, at) => (at === axis ? part : length)),
  }));
}
