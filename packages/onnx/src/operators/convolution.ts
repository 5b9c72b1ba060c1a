// Legend: N batch, C channels, M output channels, D spatial axes, K kernel axes, G groups.
import { compatibleDimensions, type Dimension } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";
import { transposedWindowShape, windowAttributes, windowedShape } from "./window.ts";

export const convolution: Readonly<Record<string, Operator>> = {
  Conv: {
    attributes: { ...windowAttributes, group: "int" },
    infer: (node) => {
      const { dataType, shape } = node.input(0); // [N, C, ...D]
      const weights = node.input(1).shape; // [M, C / G, ...K]
      const [batch = "", channels = "", ...lengths] = shape;
      const [filters = "", perGroup = "", ...kernel] = weights;
      if (shape.length < 3 || weights.length !== shape.length)
        node.fail("input [N, C, ...] and weights [M, C / group, ...] must have the same rank of 3 or more");
      checkChannels(node, channels, perGroup);
      return [
        {
          dataType,
          shape: [batch, filters, ...windowedShape(node, lengths, node.ints("kernel_shape") ?? kernel)],
        },
      ];
    },
  },
  ConvTranspose: {
    attributes: { ...windowAttributes, group: "int", output_padding: "ints", output_shape: "ints" },
    infer: (node) => {
      const { dataType, shape } = node.input(0); // [N, C, ...D]
      const weights = node.input(1).shape; // [C, M / G, ...K]
      const [batch = "", channels = "", ...lengths] = shape;
      const [rows = "", perGroup = "", ...kernel] = weights;
      if (shape.length < 3 || weights.length !== shape.length)
        node.fail("input [N, C, ...] and weights [C, M / group, ...] must have the same rank of 3 or more");
      if (!compatibleDimensions(channels, rows)) node.fail(`channels must be ${rows}`);
      const filters = typeof perGroup === "number" ? perGroup * node.int("group", 1) : "";
      return [{ dataType, shape: [batch, filters, ...transposedWindowShape(node, lengths, kernel)] }];
    },
  },
};

function checkChannels(node: TypedNode, channels: Dimension, perGroup: Dimension): void {
  if (typeof perGroup === "number" && !compatibleDimensions(channels, perGroup * node.int("group", 1)))
    node.fail(`channels must be group × ${perGroup}`);
}
