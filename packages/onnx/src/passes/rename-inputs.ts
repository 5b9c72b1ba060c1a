import type { Node } from "../graph.ts";

/** The node reading other values; the very same node where none is renamed. */
export function renameInputs(node: Node, renamed: ReadonlyMap<string, string>): Node {
  if (!node.inputs.some((name) => renamed.has(name))) return node;
  return { ...node, inputs: node.inputs.map((name) => renamed.get(name) ?? name) };
}
