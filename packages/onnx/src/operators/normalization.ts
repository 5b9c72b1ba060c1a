import { compatibleDimensions, type TensorType } from "../shape.ts";
import type { Operator } from "./operator.ts";

const overAxis: Operator = {
  attributes: { axis: "int" },
  infer: (node) => {
    const type = node.input(0);
    node.axis(node.int("axis", -1), type.shape.length);
    return [type];
  },
};

export const normalization: Readonly<Record<string, Operator>> = {
  BatchNormalization: {
    attributes: { epsilon: "float", momentum: "float", training_mode: "int" },
    infer: (node) => {
      const type = node.input(0); // [N, C, ...]
      const [, channels = 1] = type.shape;
      for (const index of [1, 2, 3, 4]) {
        const [length = "", ...rest] = node.input(index).shape;
        if (rest.length > 0 || !compatibleDimensions(length, channels))
          node.fail(`input ${index} must have the shape [${channels}]`);
      }
      return [type, node.input(3), node.input(4)];
    },
  },
  LayerNormalization: {
    attributes: { axis: "int", epsilon: "float", stash_type: "int" },
    infer: (node) => {
      const type = node.input(0); // [...outer, ...normalized]
      const axis = node.axis(node.int("axis", -1), type.shape.length);
      const statistics: TensorType = {
        dataType: "float32",
        shape: type.shape.map((length, at) => (at < axis ? length : 1)),
      };
      return [type, statistics, statistics];
    },
  },
  LogSoftmax: overAxis,
  Softmax: overAxis,
};
