// Legend: M rows, C columns or channels.
import type { Graph, Node } from "../graph.ts";
import { makersOf, typesOf, usesOf } from "../graph-facts.ts";
import type { PassResult } from "../pass.ts";
import type { Shape, TensorType } from "../shape.ts";

interface Facts {
  readonly makers: ReadonlyMap<string, Node>;
  readonly types: ReadonlyMap<string, TensorType>;
  readonly uses: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<Node, number>;
}

/** An Add that is a bias, the product that takes it, and the node whose output it renames. */
interface Fusion {
  readonly add: Node;
  readonly product: Node;
  readonly last: Node;
  readonly bias: string;
}

/**
 * Makes the bias that is added to a Gemm or a Conv an input of it, across reshapes that keep its columns. The bias must be
 * there before the product: an input, an initializer, or what a node before it gives.
 */
export function fuseBiases(graph: Graph): PassResult {
  const places = new Map(graph.nodes.map((node, place) => [node, place]));
  const facts = { makers: makersOf(graph), types: typesOf(graph), uses: usesOf(graph), places };
  const fusions = graph.nodes.flatMap((add) => fusionOf(add, facts) ?? []);
  if (fusions.length === 0) return { graph, changed: false };
  const biases = new Map(fusions.map(({ product, bias }) => [product, bias]));
  const renamed = new Map(fusions.map(({ add, last }) => [last, add.outputs]));
  const dropped = new Set(fusions.map(({ add }) => add));
  const gone = new Set(fusions.flatMap(({ last }) => last.outputs));
  const nodes = graph.nodes
    .filter((node) => !dropped.has(node))
    .map((node): Node => {
      const bias = biases.get(node);
      const outputs = renamed.get(node) ?? node.outputs;
      return {
        ...node,
        outputs,
        inputs: bias === undefined ? node.inputs : [...node.inputs.slice(0, 2), bias],
      };
    });
  const valueInfo = graph.valueInfo?.filter(({ name }) => !gone.has(name));
  return { graph: { ...graph, nodes, ...(valueInfo && { valueInfo }) }, changed: true };
}

function fusionOf(add: Node, facts: Facts): Fusion | undefined {
  if (add.opType !== "Add" || add.domain !== undefined) return undefined;
  const [a = "", b = ""] = add.inputs;
  return fusionWith(add, a, b, facts) ?? fusionWith(add, b, a, facts);
}

function fusionWith(add: Node, value: string, addend: string, facts: Facts): Fusion | undefined {
  const last = soleMaker(value, facts);
  const product = last && productBehind(last, facts);
  const shape = facts.types.get(value)?.shape;
  const result = facts.types.get(add.outputs[0] ?? "")?.shape;
  if (last === undefined || product === undefined || shape === undefined) return undefined;
  if (shape.join() !== result?.join()) return undefined;
  const bias = sourceOf(addend, facts);
  const axis = product.opType === "Conv" ? 1 : shape.length - 1;
  const fits = isAlong(facts.types.get(addend)?.shape, axis, shape, facts.types.get(bias)?.shape);
  return fits && isBefore(product, bias, facts) ? { add, product, last, bias } : undefined;
}

/** The Gemm without a bias, or the Conv without one, that a value comes from. */
function productBehind(node: Node, facts: Facts): Node | undefined {
  if (node.domain !== undefined) return undefined;
  if (node.opType === "Conv" || node.opType === "Gemm") return isFree(node) ? node : undefined;
  if (node.opType !== "Reshape") return undefined;
  const [input = ""] = node.inputs;
  const [before, after] = [input, node.outputs[0] ?? ""].map((name) => facts.types.get(name)?.shape.at(-1));
  const maker = before === after && typeof before === "number" ? soleMaker(input, facts) : undefined;
  const product = maker && productBehind(maker, facts);
  return product?.opType === "Gemm" ? product : undefined;
}

function isFree({ inputs, attributes: { beta } }: Node): boolean {
  return (inputs[2] ?? "") === "" && (beta === undefined || (beta.type === "float" && beta.value === 1));
}

/** The node that makes a value which nothing else reads. */
function soleMaker(name: string, { makers, uses }: Facts): Node | undefined {
  return uses.get(name) === 1 ? makers.get(name) : undefined;
}

/** The value that another one is a reshaped form of. */
function sourceOf(name: string, facts: Facts): string {
  const maker = facts.makers.get(name);
  return maker?.opType === "Reshape" ? sourceOf(maker.inputs[0] ?? "", facts) : name;
}

function isBefore(node: Node, value: string, { makers, places }: Facts): boolean {
  const maker = makers.get(value);
  return maker === undefined || places.get(maker)! < places.get(node)!;
}

/** Whether an addend is one number for each place along one axis, and its source a list of them. */
function isAlong(addend: Shape | undefined, axis: number, shape: Shape, source: Shape | undefined): boolean {
  const length = shape[axis];
  if (addend === undefined || typeof length !== "number" || source?.join() !== String(length)) return false;
  const offset = shape.length - addend.length;
  return addend.every((own, index) => own === (index + offset === axis ? length : 1)) && axis >= offset;
}
