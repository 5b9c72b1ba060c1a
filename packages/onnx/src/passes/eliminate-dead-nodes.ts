import type { Graph } from "../graph.ts";
import type { PassResult } from "../pass.ts";

/** Drops nodes, initializers and types of values that no graph output depends on; graph inputs stay. */
export function eliminateDeadNodes(graph: Graph): PassResult {
  const live = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes
    .toReversed()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some((name) => name !== "" && live.has(name))) return false;
      for (const name of inputs) live.add(name);
      return true;
    })
    .toReversed();
  const initializers = graph.initializers.filter(({ name }) => live.has(name));
  const changed = nodes.length < graph.nodes.length || initializers.length < graph.initializers.length;
  if (!changed) return { graph, changed };
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => made.has(name));
  return { graph: { ...graph, nodes, initializers, valueInfo }, changed };
}
