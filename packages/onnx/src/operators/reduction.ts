import type { Operator } from "./operator.ts";

/** Axes are an attribute before opset 18 (ReduceSum: 13) and the second input after it. */
const reduction: Operator = {
  attributes: { axes: "ints", keepdims: "int", noop_with_empty_axes: "int" },
  infer: (node) => {
    const { dataType, shape } = node.input(0);
    const given = node.inputs[1] === undefined ? (node.ints("axes") ?? []) : node.constantInts(1);
    if (given === undefined) return [];
    if (given.length === 0 && node.int("noop_with_empty_axes", 0) === 1) return [{ dataType, shape }];
    const axes = new Set(
      given.length === 0 ? shape.keys() : given.map((axis) => node.axis(axis, shape.length)),
    );
    const kept =
      node.int("keepdims", 1) === 1
        ? shape.map((length, axis) => (axes.has(axis) ? 1 : length))
        : shape.filter((_, axis) => !axes.has(axis));
    return [{ dataType, shape: kept }];
  },
};

export const reductions: Readonly<Record<string, Operator>> = {
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceSum: reduction,
};
