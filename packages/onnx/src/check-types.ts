import { PolyheadError } from "@polyhead/spec";
import type { Model, Node } from "./graph.ts";
import { constantsOf, typesOf } from "./graph-facts.ts";
import { inferTypes } from "./infer-types.ts";
import { compatibleDimensions, formatShape, type TensorType } from "./shape.ts";

/** The first operator set in which operators take the inputs that type inference looks for; before it axes were attributes. */
const FIRST_INFERRED_OPSET = 13;

/**
 * Checks that the types which a model declares are those that its operators give, and that its shapes fit together, as
 * far as both are known.
 *
 * @throws PolyheadError `model-invalid` naming the first node that gives another type
 */
export function checkTypes({ graph, opset }: Model): void {
  if (opset < FIRST_INFERRED_OPSET) return;
  const constants = constantsOf(graph);
  const types = typesOf(graph);
  for (const node of graph.nodes) {
    const inferred = inferTypes(
      node,
      node.inputs.map((name) => types.get(name)),
      node.inputs.map((name) => constants.get(name)),
    );
    for (const [index, name] of node.outputs.entries()) {
      const [given, declared] = [inferred[index], types.get(name)];
      if (given === undefined || name === "") continue;
      if (declared === undefined) types.set(name, given);
      else if (!agree(given, declared)) throw disagreement(node, name, given, declared);
    }
  }
}

function agree(a: TensorType, b: TensorType): boolean {
  return (
    a.dataType === b.dataType &&
    a.shape.length === b.shape.length &&
    a.shape.every((length, axis) => compatibleDimensions(length, b.shape[axis] ?? ""))
  );
}

function disagreement(node: Node, name: string, given: TensorType, declared: TensorType): PolyheadError {
  return new PolyheadError(
    "model-invalid",
    `The model is malformed: "${name}" must have the type that node "${node.name}" (${node.opType}) gives, ${format(given)}. Declared is ${format(declared)}.`,
    { details: { node: node.name, value: name, given, declared } },
  );
}

function format({ dataType, shape }: TensorType): string {
  return `${dataType}${formatShape(shape)}`;
}
