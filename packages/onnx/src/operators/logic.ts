import { broadcastShapes } from "./broadcast.ts";
import type { Operator } from "./operator.ts";

export const logic: Readonly<Record<string, Operator>> = {
  And: {
    attributes: {},
    infer: (node) => {
      const [left, right] = [node.input(0), node.input(1)];
      if (left.dataType !== "bool" || right.dataType !== "bool") node.fail("both inputs must be bool");
      const shape = broadcastShapes(left.shape, right.shape) ?? node.fail("the shapes must broadcast");
      return [{ dataType: "bool", shape }];
    },
  },
  IsNaN: { attributes: {}, infer: (node) => [{ dataType: "bool", shape: node.input(0).shape }] },
  Not: { attributes: {}, infer: (node) => [node.input(0)] },
};
