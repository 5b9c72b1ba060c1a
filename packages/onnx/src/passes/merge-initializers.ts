import type { Graph, Tensor } from "../graph.ts";
import type { PassResult } from "../pass.ts";
import { numericContent } from "./evaluate/content.ts";
import { constantsOf, outputNamesOf } from "../graph-facts.ts";
import { renameInputs } from "./rename-inputs.ts";

/** Makes initializers of equal type, dims and bytes one, whatever their size. */
export function mergeInitializers(graph: Graph): PassResult {
  const merged = mergedNames(mergeable(graph));
  if (merged.size === 0) return { graph, changed: false };
  return {
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => renameInputs(node, merged)),
      initializers: graph.initializers.filter(({ name }) => !merged.has(name)),
    },
    changed: true,
  };
}

/** Neither an input's default nor an output. */
function mergeable(graph: Graph): readonly Tensor[] {
  const outputs = outputNamesOf(graph);
  return [...constantsOf(graph).values()].filter(({ name }) => !outputs.has(name));
}

/** The first of its equals, by the name of each other one. */
function mergedNames(tensors: readonly Tensor[]): ReadonlyMap<string, string> {
  const merged = new Map<string, string>();
  const firsts = new Map<string, Tensor[]>();
  for (const alike of groupedBy(tensors, ({ dataType, dims }) => `${dataType} ${dims.join()}`)) {
    if (alike.length === 1) continue;
    for (const tensor of alike) {
      const key = `${tensor.dataType} ${tensor.dims.join()} ${hashOf(tensor)}`;
      const known = firsts.get(key) ?? [];
      const equal = known.find((other) => sameData(other, tensor));
      if (equal === undefined) firsts.set(key, [...known, tensor]);
      else merged.set(tensor.name, equal.name);
    }
  }
  return merged;
}

function groupedBy(tensors: readonly Tensor[], key: (tensor: Tensor) => string): Iterable<Tensor[]> {
  return Map.groupBy(tensors, key).values();
}

/** FNV-1a over the bytes, so that tensors which differ are rarely compared. */
function hashOf(tensor: Tensor): number {
  let hash = 0x811c9dc5;
  for (const byte of bytesOf(tensor)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

function sameData(a: Tensor, b: Tensor): boolean {
  if (a.data === b.data) return true;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function bytesOf(tensor: Tensor): Uint8Array {
  const data = numericContent(tensor)?.data;
  if (data === undefined) return new TextEncoder().encode(JSON.stringify(tensor.data));
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
