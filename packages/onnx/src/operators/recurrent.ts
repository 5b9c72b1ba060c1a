// Legend: T steps, N batch, I inputs of a step, H hidden units, G gates, W directions.
import { compatibleDimensions, type TensorType } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";

const attributes = {
  activation_alpha: "floats",
  activation_beta: "floats",
  activations: "strings",
  clip: "float",
  direction: "string",
  hidden_size: "int",
  layout: "int",
} as const;

/** An operator that carries states of one shape from step to step. */
function recurrence(gates: number, states: number, more: Operator["attributes"] = {}): Operator {
  return {
    attributes: { ...attributes, ...more },
    infer: (node) => {
      const { dataType, shape } = node.input(0); // [T, N, I]
      const { hidden, directions } = hiddenUnits(node, gates);
      const [steps = "", batch = ""] = shape;
      const state: TensorType = { dataType, shape: [directions, batch, hidden] };
      const sequence: TensorType = { dataType, shape: [steps, directions, batch, hidden] };
      return [sequence, ...Array.from({ length: states }, () => state)];
    },
  };
}

function hiddenUnits(node: TypedNode, gates: number) {
  const [, , features = ""] = node.input(0).shape;
  const [directions = "", rows = "", columns = ""] = node.input(1).shape; // [W, G * H, I]
  const [, , hidden = ""] = node.input(2).shape; // [W, G * H, H]
  if (node.input(0).shape.length !== 3) node.fail("the input must be [steps, batch, features]");
  if (!compatibleDimensions(features, columns)) node.fail(`features must be ${columns}`);
  if (typeof hidden === "number" && !compatibleDimensions(rows, gates * hidden))
    node.fail(`the weights must have ${gates} rows for each of the ${hidden} hidden units`);
  if (node.int("layout", 0) !== 0) node.fail("layout must be 0");
  return { hidden, directions };
}

export const recurrent: Readonly<Record<string, Operator>> = {
  GRU: recurrence(3, 1, { linear_before_reset: "int" }),
  LSTM: recurrence(4, 2, { input_forget: "int" }),
  RNN: recurrence(1, 1),
};
