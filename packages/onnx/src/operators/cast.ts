import { dataTypeOfCode } from "../data-type.ts";
import type { Operator } from "./operator.ts";

export const cast: Readonly<Record<string, Operator>> = {
  Cast: {
    attributes: { to: "int" },
    infer: (node) => {
      const dataType = dataTypeOfCode(node.int("to", 0));
      return [dataType && { dataType, shape: node.input(0).shape }];
    },
  },
};
