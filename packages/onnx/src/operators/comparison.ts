import { broadcastShapes } from "./broadcast.ts";
import type { Operator } from "./operator.ts";

/** A bool for each pair of elements, of the shape that the inputs broadcast to. */
const comparing: Operator = {
  attributes: {},
  infer: (node) => {
    const [left, right] = [node.input(0), node.input(1)];
    if (left.dataType !== right.dataType) node.fail("both inputs must be of one data type");
    const shape = broadcastShapes(left.shape, right.shape) ?? node.fail("the shapes must broadcast");
    return [{ dataType: "bool", shape }];
  },
};

export const comparison: Readonly<Record<string, Operator>> = {
  Equal: comparing,
  Greater: comparing,
  GreaterOrEqual: comparing,
  Less: comparing,
  LessOrEqual: comparing,
};
