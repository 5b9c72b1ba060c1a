import type { Graph, Node } from "../graph.ts";
import type { PassResult } from "../pass.ts";

/** Drops Identity nodes, reshapes to the same shape and pairs of transposes that undo each other; merges those that do not. */
export function eliminateNoOps(graph: Graph): PassResult {
  const types = new Map([...graph.inputs, ...(graph.valueInfo ?? [])].map(({ name, type }) => [name, type]));
  const shapeOf = (name: string): string | undefined => {
    const shape = types.get(name)?.shape;
    return shape?.includes("") === true ? undefined : shape?.join();
  };
  const fixed = new Set(graph.outputs.map(({ name }) => name));
  const makers = new Map<string, Node>();
  const replaced = new Map<string, string>();
  let changed = false;
  const nodes = graph.nodes.flatMap((original): Node[] => {
    const inputs = original.inputs.map((name) => replaced.get(name) ?? name);
    const node = simplified({ ...original, inputs }, makers);
    const [output = ""] = node.outputs;
    if (!fixed.has(output) && isNoOp(node, shapeOf)) {
      replaced.set(output, node.inputs[0]!);
      return [];
    }
    const same = node.inputs.every((name, index) => name === original.inputs[index]);
    const kept = same && node.attributes === original.attributes ? original : node;
    changed ||= kept !== original;
    for (const name of kept.outputs) makers.set(name, kept);
    return [kept];
  });
  if (!changed && replaced.size === 0) return { graph, changed: false };
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !replaced.has(name));
  return { graph: { ...graph, nodes, valueInfo }, changed: true };
}

/** A transpose of a transpose as one. */
function simplified(node: Node, makers: ReadonlyMap<string, Node>): Node {
  const maker = makers.get(node.inputs[0] ?? "");
  if (maker?.opType !== "Transpose" || node.opType !== "Transpose") return node;
  return maker.domain === undefined && node.domain === undefined ? mergedTransposes(maker, node) : node;
}

function mergedTransposes(first: Node, second: Node): Node {
  const [inner, outer] = [orderOf(first), orderOf(second)];
  if (inner === undefined || outer === undefined) return second;
  const value = outer.map((axis) => inner[axis]!);
  return { ...second, inputs: first.inputs, attributes: { perm: { type: "ints", value } } };
}

function orderOf({ attributes: { perm } }: Node): readonly number[] | undefined {
  return perm?.type === "ints" ? perm.value : undefined;
}

function isNoOp(node: Node, shapeOf: (name: string) => string | undefined): boolean {
  if (node.domain !== undefined) return false;
  if (node.opType === "Identity") return true;
  if (node.opType === "Transpose") return orderOf(node)?.every((axis, at) => axis === at) === true;
  if (node.opType !== "Reshape") return false;
  const before = shapeOf(node.inputs[0]!);
  return before !== undefined && before === shapeOf(node.outputs[0]!);
}
