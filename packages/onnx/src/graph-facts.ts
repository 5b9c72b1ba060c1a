import type { Graph, Node, Tensor } from "./graph.ts";
import type { TensorType } from "./shape.ts";

/** The initializers by name, but those that are an input's default, which a caller may replace. */
export function constantsOf({ initializers, inputs }: Graph): Map<string, Tensor> {
  const constants = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  for (const { name } of inputs) constants.delete(name);
  return constants;
}

/** The types of values by name, as far as they are known. */
export function typesOf({ inputs, outputs, initializers, valueInfo = [] }: Graph): Map<string, TensorType> {
  const types = new Map<string, TensorType>();
  for (const { name, dataType, dims } of initializers) types.set(name, { dataType, shape: dims });
  for (const { name, type } of [...valueInfo, ...inputs, ...outputs])
    if (type !== undefined) types.set(name, type);
  return types;
}

/** How often each value is read by a node or is a graph output. */
export function usesOf({ nodes, outputs }: Graph): Map<string, number> {
  const uses = new Map<string, number>();
  const count = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { inputs } of nodes) for (const name of inputs) count(name);
  for (const { name } of outputs) count(name);
  return uses;
}

/** The node that makes each value. */
export function makersOf({ nodes }: Graph): Map<string, Node> {
  return new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
}

export function outputNamesOf({ outputs }: Graph): ReadonlySet<string> {
  return new Set(outputs.map(({ name }) => name));
}
