import type { Graph, Node, Tensor } from "../graph.ts";
import { inferTypes } from "../infer-types.ts";
import { TypedNode } from "../operators/operator.ts";
import type { PassResult } from "../pass.ts";
import type { TensorType } from "../shape.ts";
import { numericContent, type Content } from "./evaluate/content.ts";
import { evaluators } from "./evaluate/evaluators.ts";
import { constantsOf, outputNamesOf, typesOf, usesOf } from "../graph-facts.ts";
import { arrayOf } from "../data-type.ts";
import { elementCount } from "../tensor.ts";

/** The bytes by which folding one node may make the file grow: what it makes, less the constants that only it read. */
export const MAX_FOLD_GROWTH = 65_536;

/**
 * Computes nodes whose inputs are all initializers: movement, casts, and float32, float64, int32 and int64 arithmetic
 * that has one right answer to the last bit. What they read goes with `eliminateDeadNodes`.
 */
export function foldConstants(graph: Graph): PassResult {
  const folder = new Folder(graph);
  const nodes = graph.nodes.filter((node) => !folder.fold(node));
  if (folder.folded.length === 0) return { graph, changed: false };
  const gone = new Set(folder.folded.map(({ name }) => name));
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !gone.has(name));
  const initializers = [...graph.initializers, ...folder.folded];
  return { graph: { ...graph, nodes, initializers, valueInfo }, changed: true };
}

class Folder {
  readonly folded: Tensor[] = [];
  readonly #constants: Map<string, Tensor>;
  readonly #types: ReadonlyMap<string, TensorType>;
  readonly #uses: Map<string, number>;
  readonly #fixed: ReadonlySet<string>;

  constructor(graph: Graph) {
    this.#constants = constantsOf(graph);
    this.#types = typesOf(graph);
    this.#uses = usesOf(graph);
    this.#fixed = outputNamesOf(graph);
  }

  /** Whether the node is now an initializer. */
  fold(node: Node): boolean {
    const [name = "", ...others] = node.outputs;
    if (node.domain !== undefined || others.length > 0 || this.#fixed.has(name)) return false;
    const tensors = node.inputs.map((input) => this.#constants.get(input));
    if (node.inputs.some((input, index) => input !== "" && tensors[index] === undefined)) return false;
    const content = this.#evaluated(node, tensors);
    if (content === undefined) return false;
    const tensor: Tensor = { name, ...content };
    this.folded.push(tensor);
    this.#constants.set(name, tensor);
    for (const input of node.inputs) this.#uses.set(input, (this.#uses.get(input) ?? 0) - 1);
    return true;
  }

  #evaluated(node: Node, tensors: readonly (Tensor | undefined)[]): Content | undefined {
    const evaluate = evaluators.get(node.opType);
    if (evaluate === undefined) return undefined;
    const types = tensors.map((tensor) => tensor && { dataType: tensor.dataType, shape: tensor.dims });
    const type = inferTypes(node, types, tensors)[0] ?? this.#types.get(node.outputs[0] ?? "");
    const dims = type?.shape.filter((length) => typeof length === "number");
    if (type === undefined || dims?.length !== type.shape.length) return undefined;
    if (bytesOf(type.dataType, dims) - this.#freed(tensors) > MAX_FOLD_GROWTH) return undefined;
    const contents = tensors.map((tensor) => tensor && numericContent(tensor));
    const content = evaluate(new TypedNode(node, types, tensors), contents, dims);
    return content?.dataType === type.dataType && content.dims.join() === dims.join() ? content : undefined;
  }

  /** The bytes of the constants that nothing else reads. */
  #freed(tensors: readonly (Tensor | undefined)[]): number {
    return tensors.reduce((sum, tensor) => {
      const alone = tensor !== undefined && this.#uses.get(tensor.name) === 1;
      return alone ? sum + bytesOf(tensor.dataType, tensor.dims) : sum;
    }, 0);
  }
}

function bytesOf(dataType: Tensor["dataType"], dims: readonly number[]): number {
  return elementCount(dims) * (arrayOf(dataType)?.BYTES_PER_ELEMENT ?? 0);
}
