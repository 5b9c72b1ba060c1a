import type { Dimension } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";

export const resize: Readonly<Record<string, Operator>> = {
  Resize: {
    attributes: {
      coordinate_transformation_mode: "string",
      cubic_coeff_a: "float",
      exclude_outside: "int",
      extrapolation_value: "float",
      mode: "string",
      nearest_mode: "string",
    },
    infer: (node) => {
      const { dataType, shape } = node.input(0);
      return [{ dataType, shape: shape.map((length, axis) => resizedLength(node, length, axis)) }];
    },
  },
};

/** Inputs are data, a region of interest, scales and sizes; one of the last two is there. */
function resizedLength(node: TypedNode, length: Dimension, axis: number): Dimension {
  const { shape } = node.input(0);
  const scales = node.inputs[2] === undefined ? undefined : node.constantFloats(2);
  const list = node.inputs[2] === undefined ? node.constantInts(3) : scales;
  if (list === undefined) return "";
  if (list.length !== shape.length) node.fail(`scales or sizes must be given for all ${shape.length} axes`);
  const [value = 1] = list.slice(axis);
  if (scales === undefined) return value;
  if (typeof length === "string") return value === 1 ? length : "";
  return Math.floor(length * value);
}
