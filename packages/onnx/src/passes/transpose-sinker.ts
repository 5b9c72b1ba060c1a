// Legend: a value is a view where it is `Transpose(source, perm)`: axis `i` of the value is axis `perm[i]` of the source.
import type { Graph, Node, Tensor, Value } from "../graph.ts";
import { NameScope } from "../name-scope.ts";
import { TypedNode } from "../operators/operator.ts";
import type { TensorType } from "../shape.ts";
import { elementCount } from "../tensor.ts";
import { numericContent } from "./evaluate/content.ts";
import { transposed } from "./evaluate/strided.ts";
import { MAX_FOLD_GROWTH } from "./fold-constants.ts";
import { constantsOf, outputNamesOf, typesOf, usesOf } from "../graph-facts.ts";
import { renameInputs } from "./rename-inputs.ts";
import { gains, isRoot, join, newGroup, rootOf, type TransposeGroup } from "./transpose-groups.ts";
import { composed, inverse, isIdentity, orderOf, transposables, type Moved } from "./transposable.ts";

interface View {
  readonly source: string;
  readonly perm: readonly number[];
  readonly group: TransposeGroup;
}

/** Rewrites a graph with transposes as far down as they go: one is written only where something needs what it gives. */
export class TransposeSinker {
  readonly #graph: Graph;
  readonly #maySink: (output: string) => boolean;
  readonly #constants: Map<string, Tensor>;
  readonly #types: ReadonlyMap<string, TensorType>;
  readonly #uses: ReadonlyMap<string, number>;
  readonly #outputs: ReadonlySet<string>;
  readonly #names = new NameScope();
  readonly #groups: TransposeGroup[] = [];
  readonly #views = new Map<string, View>();
  /** The first view of each source under each order. */
  readonly #viewOf = new Map<string, string>();
  readonly #replaced = new Map<string, string>();
  readonly #written = new Set<string>();
  readonly #nodes: Node[] = [];
  readonly #added = new Map<string, Tensor>();
  readonly #addedInfo: Value[] = [];

  /** @param maySink of the name of what a transpose gives */
  constructor(graph: Graph, maySink: (output: string) => boolean) {
    this.#graph = graph;
    this.#maySink = maySink;
    this.#constants = constantsOf(graph);
    this.#types = typesOf(graph);
    this.#uses = usesOf(graph);
    this.#outputs = outputNamesOf(graph);
    for (const { name, outputs } of graph.nodes)
      for (const taken of [name, ...outputs]) this.#names.add(taken);
    for (const { name } of [...graph.inputs, ...graph.initializers]) this.#names.add(name);
  }

  run(): Graph {
    for (const original of this.#graph.nodes) {
      const node = renameInputs(original, this.#replaced);
      if (!this.#absorb(node) && !this.#sink(node)) this.#keep(node);
    }
    for (const name of this.#outputs) this.#write(name);
    const made = new Set(this.#nodes.flatMap(({ outputs }) => outputs));
    const kept = (this.#graph.valueInfo ?? []).filter(({ name }) => made.has(name));
    return {
      ...this.#graph,
      nodes: this.#nodes,
      initializers: [...this.#graph.initializers, ...this.#added.values()],
      valueInfo: [...kept, ...this.#addedInfo],
    };
  }

  /** What the transposes give that gain by what `run` did, by name. */
  gaining(): ReadonlySet<string> {
    return new Set(
      this.#groups.filter((group) => isRoot(group) && gains(group)).flatMap(({ names }) => names),
    );
  }

  /** A transpose is not written for now: what it gives is a view. */
  #absorb(node: Node): boolean {
    const perm = orderOf(node);
    const [input = ""] = node.inputs;
    const [output = ""] = node.outputs;
    if (perm === undefined) return false;
    const view = this.#views.get(input) ?? this.#newView(input, output, perm.length);
    if (view === undefined) return false;
    const group = rootOf(view.group);
    group.names.push(output);
    this.#account(group, output, -1);
    this.#show(output, { ...view, perm: composed(view.perm, perm) });
    return true;
  }

  /** A value that is not a view, as one. */
  #newView(source: string, output: string, rank: number): View | undefined {
    if (!this.#maySink(output)) return undefined;
    const group = newGroup();
    this.#groups.push(group);
    return { source, perm: Array.from({ length: rank }, (_, axis) => axis), group };
  }

  /** Makes a value a view, or its source itself where nothing is transposed. */
  #show(name: string, view: View): void {
    if (!isIdentity(view.perm)) this.#add(name, view);
    else if (!this.#outputs.has(name)) this.#replaced.set(name, view.source);
    else this.#push({ opType: "Identity", inputs: [view.source], outputs: [name], attributes: {} }, name);
  }

  #add(name: string, view: View): void {
    this.#views.set(name, view);
    const key = keyOf(view.source, view.perm);
    if (!this.#viewOf.has(key)) this.#viewOf.set(key, name);
  }

  /** A node that can read the sources of its views does so: what it gives is a view of what it gave. */
  #sink(node: Node): boolean {
    const rule = node.domain === undefined ? transposables.get(node.opType) : undefined;
    const operands = node.inputs.slice(0, rule?.arity);
    const views = operands.flatMap((name) => this.#views.get(name) ?? []);
    const [first] = views;
    if (rule === undefined || first === undefined || node.outputs.length !== 1) return false;
    const { perm } = first;
    if (views.some((view) => view.perm.join() !== perm.join())) return false;
    const constants = node.inputs.map((name) => this.#constants.get(name));
    const moved = rule.move(new TypedNode(node, [], constants), perm);
    if (moved === undefined || !operands.every((name) => this.#canMove(name, perm))) return false;
    const turned = operands.flatMap((name) => this.#turned(name, perm) ?? []);
    const group = [...views, ...turned.flatMap((name) => this.#views.get(name) ?? [])]
      .map((view) => view.group)
      .reduce(join);
    this.#emit(
      node,
      moved,
      { perm: moved.perm, group },
      operands.map((name) => this.#moved(name, perm)),
    );
    return true;
  }

  #emit(node: Node, moved: Moved, view: Omit<View, "source">, operands: readonly string[]): void {
    const [output = ""] = node.outputs;
    const source = isIdentity(view.perm) ? output : this.#names.unique(`${output}/untransposed`);
    const inputs = node.inputs.map((name, at) => {
      const integers = moved.integers?.[at];
      return integers === undefined ? (operands[at] ?? name) : this.#integers(name, integers);
    });
    this.#nodes.push({
      ...node,
      inputs,
      outputs: [source],
      attributes: { ...node.attributes, ...moved.attributes },
    });
    if (source === output) return;
    this.#add(output, { ...view, source });
    const type = this.#types.get(output);
    const order = inverse(view.perm);
    if (type !== undefined)
      this.#addedInfo.push({
        name: source,
        type: { ...type, shape: order.map((axis) => type.shape[axis]!) },
      });
  }

  /** Whether a value can be had with its axes as those of the views' sources. */
  #canMove(name: string, perm: readonly number[]): boolean {
    if (name === "" || this.#views.has(name) || this.#turned(name, perm) !== undefined) return true;
    const shape = this.#types.get(name)?.shape;
    if (shape === undefined || shape.length > perm.length) return false;
    if (shape.every((length) => length === 1)) return true;
    const constant = this.#constants.get(name);
    const content = constant && numericContent(constant);
    return (
      content !== undefined && (this.#uses.get(name) === 1 || content.data.byteLength <= MAX_FOLD_GROWTH)
    );
  }

  #moved(name: string, perm: readonly number[]): string {
    const view = this.#views.get(name);
    if (view !== undefined) return view.source;
    const turned = this.#turned(name, perm);
    if (turned !== undefined) {
      this.#write(turned);
      return turned;
    }
    const constant = this.#constants.get(name);
    const content = constant && numericContent(constant);
    if (content === undefined || elementCount(content.dims) === 1) return name;
    const dims = [...Array<number>(perm.length - content.dims.length).fill(1), ...content.dims];
    return this.#constant(name, transposed({ ...content, dims }, inverse(perm)));
  }

  /** The view of a value that has its axes as those of the sources of views under `perm`. */
  #turned(name: string, perm: readonly number[]): string | undefined {
    return this.#viewOf.get(keyOf(name, inverse(perm)));
  }

  #integers(name: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant(name, { dataType: "int64", dims: [data.length], data });
  }

  #constant(hint: string, content: Omit<Tensor, "name">): string {
    const name = this.#names.unique(`${hint}/transposed`);
    this.#added.set(name, { name, ...content });
    return name;
  }

  #keep(node: Node): void {
    for (const name of node.inputs) this.#write(name);
    this.#nodes.push(node);
  }

  /** The transpose that gives a view, once. */
  #write(name: string): void {
    const view = this.#views.get(name);
    if (view === undefined || this.#written.has(name)) return;
    this.#written.add(name);
    this.#account(rootOf(view.group), name, 1);
    const perm = { type: "ints", value: view.perm } as const;
    this.#push({ opType: "Transpose", inputs: [view.source], outputs: [name], attributes: { perm } }, name);
  }

  #push(node: Omit<Node, "name">, output: string): void {
    this.#nodes.push({ name: this.#names.unique(`${output}/${node.opType}`), ...node });
  }

  #account(group: TransposeGroup, output: string, count: 1 | -1): void {
    const lengths = (this.#types.get(output)?.shape ?? []).filter((length) => typeof length === "number");
    group.added += count;
    group.elements += count * elementCount(lengths);
  }
}

function keyOf(source: string, perm: readonly number[]): string {
  return `${perm.join()} ${source}`;
}
