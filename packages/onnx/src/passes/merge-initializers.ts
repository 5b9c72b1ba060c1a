import { isStrings, type TensorData } from "../data-type.ts";
import type { Graph, Tensor } from "../graph.ts";
import type { PassResult } from "../pass.ts";
import { constantsOf, outputNamesOf } from "../graph-facts.ts";
import { renameInputs } from "./rename-inputs.ts";

const SAMPLED_WORDS = 1024;

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
  for (const tensor of tensors) {
    const key = keyOf(tensor);
    const known = firsts.get(key) ?? [];
    const equal = known.find((other) => sameData(other, tensor));
    if (equal === undefined) firsts.set(key, [...known, tensor]);
    else merged.set(tensor.name, equal.name);
  }
  return merged;
}

/** Equal for equal tensors, and rarely for others: type, dims and a hash (FNV-1a) of a sample of the data. */
function keyOf({ dataType, dims, data }: Tensor): string {
  const words = wordsOf(data);
  const step = Math.ceil(words.length / SAMPLED_WORDS);
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += step) hash = Math.imul(hash ^ words[at]!, 0x01000193);
  return `${dataType} ${dims.join()} ${hash}`;
}

function sameData(a: Tensor, b: Tensor): boolean {
  if (a.data === b.data) return true;
  const [left, right] = [wordsOf(a.data), wordsOf(b.data)];
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

/** The bytes, four at a time where elements are that long and so lie on their boundaries. */
function wordsOf(data: TensorData): Uint32Array | Uint8Array {
  if (isStrings(data)) return new TextEncoder().encode(JSON.stringify(data));
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = data;
  return BYTES_PER_ELEMENT >= 4
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint8Array(buffer, byteOffset, byteLength);
}
