import type { Attribute } from "../graph.ts";
import { compatibleDimensions } from "../shape.ts";
import { broadcastShapes } from "./broadcast.ts";
import type { Operator } from "./operator.ts";

/** One output of the type of the first input. */
function sameAsInput(attributes: Readonly<Record<string, Attribute["type"]>> = {}): Operator {
  return { attributes, infer: (node) => [node.input(0)] };
}

/** One output of the inputs' data type, of the shape that they broadcast to. */
const broadcasting: Operator = {
  attributes: {},
  infer: (node) => {
    const { dataType } = node.input(0);
    if (node.inputs.some((type) => type?.dataType !== dataType))
      node.fail("all inputs must be of one data type");
    const shapes = node.inputs.map((_, index) => node.input(index).shape);
    const shape = shapes.reduce((a, b) => broadcastShapes(a, b) ?? node.fail("the shapes must broadcast"));
    return [{ dataType, shape }];
  },
};

const unary = [
  "Abs",
  "Erf",
  "Exp",
  "Identity",
  "Log",
  "Neg",
  "Relu",
  "Sigmoid",
  "Softplus",
  "Softsign",
  "Sqrt",
  "Tanh",
];
const combining = ["Add", "Div", "Max", "Min", "Mul", "Sub"];

export const elementwise: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(unary.map((opType) => [opType, sameAsInput()])),
  ...Object.fromEntries(combining.map((opType) => [opType, broadcasting])),
  Clip: sameAsInput(),
  Elu: sameAsInput({ alpha: "float" }),
  HardSigmoid: sameAsInput({ alpha: "float", beta: "float" }),
  LeakyRelu: sameAsInput({ alpha: "float" }),
  PRelu: {
    attributes: {},
    infer: (node) => {
      const type = node.input(0);
      const shape = broadcastShapes(type.shape, node.input(1).shape);
      if (shape?.every((length, axis) => compatibleDimensions(length, type.shape[axis] ?? "")) !== true)
        node.fail("the slope must broadcast to the input");
      return [type];
    },
  },
  Pow: {
    attributes: {},
    infer: (node) => {
      const [{ dataType, shape }, exponent] = [node.input(0), node.input(1)];
      return [
        { dataType, shape: broadcastShapes(shape, exponent.shape) ?? node.fail("the shapes must broadcast") },
      ];
    },
  },
  Selu: sameAsInput({ alpha: "float", gamma: "float" }),
  ThresholdedRelu: sameAsInput({ alpha: "float" }),
};
