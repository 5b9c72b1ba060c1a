import {
  eliminateDeadNodes,
  NameScope,
  type Attribute,
  type DataType,
  type Graph,
  type Node,
  type Tensor,
  type TensorData,
  type TensorType,
} from "@polyhead/onnx";

interface AddedNode {
  readonly opType: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  /** A name that the graph has already, or the type of a new value. */
  readonly outputs: readonly (string | TensorType)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Names the node and its new outputs. */
  readonly hint: string;
}

/** A graph written anew, node by node in topological order; what nothing uses any more is dropped at the end. */
export class GraphEditor {
  readonly #graph: Graph;
  readonly #valueNames = new NameScope();
  readonly #nodeNames = new NameScope();
  readonly #types = new Map<string, TensorType>();
  readonly #tensors = new Map<string, Tensor>();
  readonly #nodes: Node[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const { name, type } of [...graph.inputs, ...graph.outputs, ...(graph.valueInfo ?? [])])
      if (type !== undefined) this.#types.set(name, type);
    for (const tensor of graph.initializers) this.#remember(tensor);
    for (const name of [...this.#types.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)])
      this.#valueNames.add(name);
    for (const { name } of graph.nodes) this.#nodeNames.add(name);
  }

  typeOf(name: string): TensorType | undefined {
    return this.#types.get(name);
  }

  /** The initializer of this name. */
  tensorOf(name: string): Tensor | undefined {
    return this.#tensors.get(name);
  }

  keep(node: Node): void {
    this.#nodes.push(node);
  }

  initializer(hint: string, dataType: DataType, dims: readonly number[], data: TensorData): string {
    const name = this.#valueNames.unique(hint);
    this.#remember({ name, dataType, dims, data });
    return name;
  }

  /** Takes an initializer away, so that a node may make the value of its name. */
  release(name: string): void {
    this.#tensors.delete(name);
  }

  /** @returns the names of the outputs */
  add({ opType, domain, inputs, outputs, attributes = {}, hint }: AddedNode): readonly string[] {
    const names = outputs.map((output) => {
      if (typeof output === "string") return output;
      const name = this.#valueNames.unique(hint);
      this.#types.set(name, output);
      return name;
    });
    const name = this.#nodeNames.unique(hint);
    this.#nodes.push({
      name,
      opType,
      ...(domain !== undefined && { domain }),
      inputs,
      outputs: names,
      attributes,
    });
    return names;
  }

  /** A node with one new output. */
  op(
    opType: string,
    inputs: readonly string[],
    type: TensorType,
    hint: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const [name = ""] = this.add({ opType, inputs, outputs: [type], attributes, hint });
    return name;
  }

  finish(): Graph {
    const border = new Set([...this.#graph.inputs, ...this.#graph.outputs].map(({ name }) => name));
    const made = new Set(this.#nodes.flatMap(({ outputs }) => outputs));
    const valueInfo = Array.from(this.#types, ([name, type]) => ({ name, type })).filter(
      ({ name }) => made.has(name) && !border.has(name),
    );
    const initializers = [...this.#tensors.values()];
    return eliminateDeadNodes({ ...this.#graph, nodes: this.#nodes, initializers, valueInfo }).graph;
  }

  #remember(tensor: Tensor): void {
    this.#tensors.set(tensor.name, tensor);
    this.#types.set(tensor.name, { dataType: tensor.dataType, shape: tensor.dims });
    this.#valueNames.add(tensor.name);
  }
}
