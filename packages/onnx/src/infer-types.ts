import type { Node, Tensor } from "./graph.ts";
import { operators } from "./operators/operator-table.ts";
import { TypedNode } from "./operators/operator.ts";
import type { TensorType } from "./shape.ts";

/**
 * The types of a node's outputs; absent where the operator or an input's type is not known.
 *
 * @throws PolyheadError `model-invalid` when the input shapes contradict each other or the attributes.
 */
export function inferTypes(
  node: Node,
  inputs: readonly (TensorType | undefined)[],
  constants: readonly (Tensor | undefined)[],
): readonly (TensorType | undefined)[] {
  const operator = node.domain === undefined ? operators.get(node.opType) : undefined;
  if (operator?.infer === undefined) return [];
  if (node.inputs.some((name, index) => name !== "" && inputs[index] === undefined)) return [];
  return operator.infer(new TypedNode(node, inputs, constants));
}
