import { PolyheadError } from "@polyhead/spec";
import { checkTypes } from "./check-types.ts";
import type { Graph, Model, Node, Value } from "./graph.ts";
import { checkTensor } from "./tensor.ts";

/**
 * Checks that a model is whole: typed inputs and outputs, every value defined once and before its use, tensors as long
 * as their dims ask, operator sets imported, types only for values that exist and only those that their nodes give.
 *
 * @throws PolyheadError `model-invalid` naming the first culprit
 */
export function checkModel(model: Model): void {
  checkVersion("IR version", model.irVersion);
  checkVersion("opset", model.opset);
  for (const [domain, version] of Object.entries(model.customOpsets ?? {}))
    checkVersion(`opset "${domain}"`, version);
  checkGraph(model.graph, model, new Set());
}

/** @param around every name of the graphs around this one, which is then a node's body */
function checkGraph(graph: Graph, model: Model, around: ReadonlySet<string>): void {
  if (graph.name === "") throw invalid("the graph must have a name");
  if (graph.outputs.length === 0) throw invalid("the graph must have an output");
  for (const value of graph.inputs) checkTyped("input", value);
  for (const value of graph.outputs) checkTyped("output", value);
  for (const node of graph.nodes) checkNode(node, model);
  checkUnique(
    "node",
    graph.nodes.map(({ name }) => name).filter((name) => name !== ""),
  );
  checkUnique(
    "graph output",
    graph.outputs.map(({ name }) => name),
  );
  checkUnique(
    "typed value",
    (graph.valueInfo ?? []).map(({ name }) => name),
  );
  const defined = checkDefinitions(graph, around);
  for (const { name } of graph.outputs)
    if (!defined.has(name)) throw invalid(`graph output "${name}" must be made by a node`);
  for (const { name } of graph.valueInfo ?? [])
    if (!defined.has(name)) throw invalid(`the type of "${name}" must belong to a value of the graph`);
  checkTypes({ ...model, graph });
  const bodies = graph.nodes.flatMap(bodiesOf);
  if (bodies.length === 0) return;
  const names = new Set([...around, ...defined]);
  for (const body of bodies) checkGraph(body, model, names);
}

function bodiesOf({ attributes }: Node): Graph[] {
  return Object.values(attributes).flatMap((attribute) =>
    attribute.type === "graph" ? [attribute.value] : [],
  );
}

/** Every name that the graph defines, each once, before its use, and apart from those around it. */
function checkDefinitions(
  { inputs, initializers, nodes }: Graph,
  around: ReadonlySet<string>,
): ReadonlySet<string> {
  checkUnique(
    "graph input",
    inputs.map(({ name }) => name),
  );
  checkUnique(
    "initializer",
    initializers.map(({ name }) => name),
  );
  for (const tensor of initializers) checkTensor(tensor);
  // An initializer under an input's name is that input's default.
  const defined = new Set([...inputs, ...initializers].map(({ name }) => name));
  for (const node of nodes) {
    for (const name of node.inputs)
      if (name !== "" && !defined.has(name))
        throw invalid(`input "${name}" of ${labelOf(node)} must be defined before it`);
    for (const name of node.outputs) {
      if (name === "") continue;
      if (defined.has(name)) throw invalid(`output "${name}" of ${labelOf(node)} must be defined once`);
      defined.add(name);
    }
  }
  for (const name of defined)
    if (around.has(name)) throw invalid(`"${name}" of a body must not be a name of the graph around it`);
  return defined;
}

function checkNode(node: Node, { customOpsets = {} }: Model): void {
  if (node.opType === "") throw invalid(`${labelOf(node)} must have an operator`);
  if (node.domain !== undefined && !Object.hasOwn(customOpsets, node.domain))
    throw invalid(`the domain "${node.domain}" of ${labelOf(node)} must be among the custom opsets`);
  for (const attribute of Object.values(node.attributes))
    if (attribute.type === "tensor") checkTensor(attribute.value);
}

function checkTyped(role: string, { name, type }: Value): void {
  if (name === "") throw invalid(`every graph ${role} must have a name`);
  if (type === undefined) throw invalid(`graph ${role} "${name}" must have a type`);
  for (const dimension of type.shape)
    if (typeof dimension === "number" && !(Number.isSafeInteger(dimension) && dimension >= 0))
      throw invalid(`every length of graph ${role} "${name}" must be an integer of 0 or more`);
}

function checkUnique(role: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw invalid(`the ${role} "${name}" must exist once`);
    seen.add(name);
  }
}

function checkVersion(role: string, version: number): void {
  if (!Number.isSafeInteger(version) || version < 1)
    throw invalid(`the ${role} must be a positive integer, not ${String(version)}`);
}

function labelOf({ name, opType }: Node): string {
  return `node "${name}" (${opType})`;
}

function invalid(rule: string): PolyheadError {
  return new PolyheadError("model-invalid", `The model is malformed: ${rule}.`);
}
