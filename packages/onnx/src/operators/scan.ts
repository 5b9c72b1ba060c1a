import type { TensorType } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";

/** Inputs are the first states, then the sequences; outputs the last states, then the sequences that the body makes. */
export const scan: Readonly<Record<string, Operator>> = {
  Scan: {
    attributes: {
      body: "graph",
      num_scan_inputs: "int",
      scan_input_axes: "ints",
      scan_input_directions: "ints",
      scan_output_axes: "ints",
      scan_output_directions: "ints",
    },
    infer: (node) => {
      const { body } = node.node.attributes;
      const states = node.inputs.length - node.int("num_scan_inputs", 0);
      if (body?.type !== "graph") return [];
      if (body.value.inputs.length !== node.inputs.length)
        node.fail(`the body must take ${node.inputs.length} inputs`);
      return body.value.outputs.map(({ type }, index) =>
        index < states ? node.input(index) : type && stacked(node, type, index - states, states),
      );
    },
  },
};

function stacked(node: TypedNode, type: TensorType, output: number, states: number): TensorType {
  const { shape } = node.input(states);
  const [inputAxis = 0] = node.ints("scan_input_axes") ?? [];
  const steps = shape[node.axis(inputAxis, shape.length)] ?? "";
  const axis = node.axis((node.ints("scan_output_axes") ?? [])[output] ?? 0, type.shape.length + 1);
  return { ...type, shape: [...type.shape.slice(0, axis), steps, ...type.shape.slice(axis)] };
}
