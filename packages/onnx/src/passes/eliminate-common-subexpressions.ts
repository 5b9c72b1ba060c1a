import type { Graph, Node, Tensor } from "../graph.ts";
import type { PassResult } from "../pass.ts";
import { outputNamesOf } from "../graph-facts.ts";

/** Operators that give other outputs each time they run. */
const random: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Dropout",
  "Multinomial",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

/** Elements up to which initializers are compared by what they hold. */
const comparedElements = 4096;

/** Drops nodes that compute what an earlier node does, and small initializers that hold what an earlier one does. */
export function eliminateCommonSubexpressions(graph: Graph): PassResult {
  const replaced = new Map<string, string>();
  const fixed = outputNamesOf(graph);
  // An input's default may be replaced by a caller, and an output must keep its name.
  const named = new Set([...fixed, ...graph.inputs.map(({ name }) => name)]);
  const initializers = distinctInitializers(graph.initializers, named, replaced);
  const firsts = new Map<string, Node>();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const inputs = original.inputs.map((name) => replaced.get(name) ?? name);
    const moved = inputs.some((name, index) => name !== original.inputs[index]);
    const node = moved ? { ...original, inputs } : original;
    const key = keyOf(node);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first !== undefined && !node.outputs.some((name) => fixed.has(name))) {
      for (const [index, name] of node.outputs.entries()) replaced.set(name, first.outputs[index]!);
      continue;
    }
    if (key !== undefined && first === undefined) firsts.set(key, node);
    nodes.push(node);
  }
  if (replaced.size === 0) return { graph, changed: false };
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !replaced.has(name));
  return { graph: { ...graph, nodes, initializers, valueInfo }, changed: true };
}

function distinctInitializers(
  initializers: readonly Tensor[],
  named: ReadonlySet<string>,
  replaced: Map<string, string>,
): readonly Tensor[] {
  const firsts = new Map<string, string>();
  return initializers.filter(({ name, dataType, dims, data }) => {
    if (data.length > comparedElements || named.has(name)) return true;
    const items = Array.from<number | bigint | string>(data);
    const key = JSON.stringify([dataType, dims, items.map(textOf)]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, name);
    else replaced.set(name, first);
    return first === undefined;
  });
}

/** Equal for nodes that give the same outputs; undefined for those that may not. */
function keyOf({ opType, domain = "", inputs, outputs, attributes }: Node): string | undefined {
  if (random.has(opType)) return undefined;
  const written: unknown[] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.type === "tensor" || attribute.type === "graph") return undefined;
    written.push([name, attribute.type, [attribute.value].flat().map(textOf)]);
  }
  return JSON.stringify([domain, opType, inputs, outputs.map((name) => name !== ""), written]);
}

/** Apart for values that compare as equal, or that JSON has not. */
function textOf(value: number | bigint | string): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
