import type { Graph, Node } from "../graph.ts";
import type { PassResult } from "../pass.ts";
import type { TensorType } from "../shape.ts";

/**
 * Drops nodes that hand their input on: Identity, Dropout outside of training, casts to the same type, reshapes to the same
 * shape, Concat of one, and transposes that undo each other; merges those that do not.
 */
export function eliminateNoOps(graph: Graph): PassResult {
  const types = new Map([...graph.inputs, ...(graph.valueInfo ?? [])].map(({ name, type }) => [name, type]));
  const fixed = new Set(graph.outputs.map(({ name }) => name));
  const makers = new Map<string, Node>();
  const replaced = new Map<string, string>();
  let changed = false;
  const nodes = graph.nodes.flatMap((original): Node[] => {
    const inputs = original.inputs.map((name) => replaced.get(name) ?? name);
    const node = simplified({ ...original, inputs }, makers);
    const [output = ""] = node.outputs;
    if (!fixed.has(output) && isNoOp(node, types)) {
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

type Types = ReadonlyMap<string, TensorType | undefined>;
type NoOp = (node: Node, types: Types) => boolean;

/** Whether a node of an operator hands its input on. */
const noOps: ReadonlyMap<string, NoOp> = new Map<string, NoOp>([
  ["Cast", (node, types) => sameOf(node, types, ({ dataType }) => dataType)],
  ["Concat", ({ inputs }) => inputs.length === 1],
  ["Dropout", ({ inputs, outputs }) => (inputs[2] ?? "") === "" && (outputs[1] ?? "") === ""],
  ["Flatten", (node, types) => sameOf(node, types, shapeOf)],
  ["Identity", () => true],
  ["Reshape", (node, types) => sameOf(node, types, shapeOf)],
  ["Transpose", (node) => orderOf(node)?.every((axis, at) => axis === at) === true],
]);

function isNoOp(node: Node, types: Types): boolean {
  return node.domain === undefined && noOps.get(node.opType)?.(node, types) === true;
}

/** Whether input and output have a trait in common that is known of both. */
function sameOf(
  { inputs: [input = ""], outputs: [output = ""] }: Node,
  types: Types,
  traitOf: (type: TensorType) => string | undefined,
): boolean {
  const [before, after] = [types.get(input), types.get(output)];
  if (before === undefined || after === undefined) return false;
  const trait = traitOf(before);
  return trait !== undefined && trait === traitOf(after);
}

function shapeOf({ shape }: TensorType): string | undefined {
  return shape.includes("") ? undefined : shape.join();
}
