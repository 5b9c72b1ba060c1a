import { PolyheadError } from "@polyhead/spec";
import { safeInteger, toAttribute, type AttributeInput } from "./attribute.ts";
import { DEFAULT_OPSET } from "./create-model.ts";
import { dataTypeOf, type DataType, type TensorData } from "./data-type.ts";
import type { Attribute, Graph, Node, Tensor, Value } from "./graph.ts";
import { inferTypes } from "./infer-types.ts";
import { NameScope } from "./name-scope.ts";
import { operators } from "./operators/operator-table.ts";
import type { Shape, TensorType } from "./shape.ts";
import { checkTensor } from "./tensor.ts";

export interface GraphBuilderOptions {
  /** The version of ONNX's operator set that the nodes are meant for; 17 by default. */
  readonly opset?: number;
  readonly docString?: string;
  /** Makes this the body of a node, a Scan say, of that graph. Bodies use values of their own alone. */
  readonly around?: GraphBuilder;
}

export interface OpOptions {
  /** Names the node and its outputs; the operator's name by default. Made unique. */
  readonly hint?: string;
  /** The operator's domain, when not ONNX's own. */
  readonly domain?: string;
  /** How many outputs the node has; 1 by default. */
  readonly outputs?: number;
  /** Types of the outputs, for an operator that this package cannot infer them of. */
  readonly types?: readonly TensorType[];
}

/** A body of a node is given as its builder. */
export type OpAttributes = Readonly<Record<string, AttributeInput | GraphBuilder>>;

/** What a graph and its bodies share: no name may be used in two of them. */
interface Names {
  readonly values: NameScope;
  readonly nodes: NameScope;
  readonly holders: Map<string, BuiltValue>;
}

/** The builder's own view of a value: what it named itself it may rename. */
interface BuiltValue {
  name: string;
  kind: "input" | "initializer" | "result" | "output";
  readonly type?: TensorType;
  readonly owner: GraphBuilder;
}

interface BuiltNode extends Omit<Node, "inputs" | "outputs" | "attributes"> {
  readonly attributes: Readonly<Record<string, Attribute | GraphBuilder>>;
  readonly inputs: readonly (BuiltValue | undefined)[];
  readonly outputs: readonly BuiltValue[];
}

/**
 * Builds a graph value by value, with types inferred as nodes are added.
 *
 * Names of inputs and outputs are the caller's, kept to the letter; every other name is made from a hint, is unique,
 * and gives way when a later input or output asks for it, so `value.name` is final only once the graph is complete.
 */
export class GraphBuilder {
  readonly name: string;
  readonly opset: number;
  readonly #docString: string | undefined;
  readonly #names: Names;
  readonly #isBody: boolean;
  readonly #inputs: BuiltValue[] = [];
  readonly #outputs: BuiltValue[] = [];
  readonly #tensors = new Map<Value, Tensor>();
  readonly #nodes: BuiltNode[] = [];

  constructor(name: string, options: GraphBuilderOptions = {}) {
    const { around } = options;
    this.name = name;
    this.opset = options.opset ?? around?.opset ?? DEFAULT_OPSET;
    this.#docString = options.docString;
    this.#isBody = around !== undefined;
    this.#names =
      around === undefined
        ? { values: new NameScope(), nodes: new NameScope(), holders: new Map() }
        : around.#names;
  }

  /** A graph input under exactly this name; in a body, the name is a hint. */
  input(name: string, dataType: DataType, shape: Shape): Value {
    const value: BuiltValue = {
      name: this.#claim(name),
      kind: "input",
      type: { dataType, shape },
      owner: this,
    };
    this.#names.holders.set(value.name, value);
    this.#inputs.push(value);
    return value;
  }

  /**
   * A constant tensor. `data` is kept, not copied; `dims` default to one dimension.
   *
   * @param dataType needed for bool, float16 and bfloat16, which share their arrays with uint8 and uint16
   */
  initializer(
    hint: string,
    data: TensorData,
    dims: readonly number[] = [data.length],
    dataType: DataType = dataTypeOf(data),
  ): Value {
    const tensor: Tensor = { name: hint, dataType, dims, data };
    checkTensor(tensor);
    const value = this.#generated(hint, "initializer", { dataType, shape: dims });
    this.#tensors.set(value, tensor);
    return value;
  }

  /** An int64 constant, as shapes and axes are: a list is one-dimensional, a number a scalar. */
  constant(values: number | readonly number[], hint = "constant"): Value {
    const list = typeof values === "number" ? [values] : values;
    return this.initializer(
      hint,
      BigInt64Array.from(list, (item) => BigInt(safeInteger(item))),
      typeof values === "number" ? [] : [list.length],
    );
  }

  /**
   * A node. `undefined` among the inputs leaves an optional one out.
   *
   * @returns its output, or the list of them where `options.outputs` is given
   * @throws PolyheadError `model-invalid` when the shapes of the inputs contradict each other
   * @throws PolyheadError `input-invalid` for an attribute that the operator does not have, or has in another type
   */
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: OpAttributes | undefined,
    options: OpOptions & { readonly outputs: number },
  ): readonly Value[];
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes?: OpAttributes,
    options?: Omit<OpOptions, "outputs">,
  ): Value;
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: OpAttributes = {},
    options: OpOptions = {},
  ): Value | readonly Value[] {
    const { hint = opType, domain, outputs: count } = options;
    const node: Omit<BuiltNode, "outputs"> = {
      name: this.#names.nodes.unique(hint),
      opType,
      ...(domain !== undefined && { domain }),
      inputs: withoutTrailing(inputs).map((value) => value && this.#own(value)),
      attributes: toAttributes(opType, domain, attributes),
    };
    const types = options.types ?? this.#infer(node);
    const result =
      count === undefined
        ? this.#generated(hint, "result", types[0])
        : Array.from({ length: count }, (_, index) => this.#generated(hint, "result", types[index]));
    this.#nodes.push({ ...node, outputs: [result].flat() });
    return result;
  }

  /**
   * Makes a value a graph output under exactly this name, which in a body is a hint; an Identity is added where the value
   * has a fixed name already.
   */
  output(value: Value, name: string): Value {
    const source = this.#own(value);
    const claimed = this.#claim(name);
    const output = source.kind === "result" ? source : this.#own(this.op("Identity", [source]));
    this.#rename(output, claimed);
    output.kind = "output";
    this.#outputs.push(output);
    return output;
  }

  /** The graph so far. */
  build(): Graph {
    const results = [...this.#names.holders.values()].filter(
      ({ kind, owner }) => kind === "result" && owner === this,
    );
    return {
      name: this.name,
      inputs: this.#inputs.map(plain),
      outputs: this.#outputs.map(plain),
      initializers: Array.from(this.#tensors, ([{ name }, tensor]) => ({ ...tensor, name })),
      nodes: this.#nodes.map(plainNode),
      valueInfo: results.filter(({ type }) => type !== undefined).map(plain),
      ...(this.#docString !== undefined && { docString: this.#docString }),
    };
  }

  #infer(node: Omit<BuiltNode, "outputs">): readonly (TensorType | undefined)[] {
    return inferTypes(
      plainNode({ ...node, outputs: [] }),
      node.inputs.map((value) => value?.type),
      node.inputs.map((value) => value && this.#tensors.get(value)),
    );
  }

  #generated(hint: string, kind: BuiltValue["kind"], type: TensorType | undefined): BuiltValue {
    const name = this.#names.values.unique(hint);
    const value: BuiltValue = { name, kind, ...(type && { type }), owner: this };
    this.#names.holders.set(name, value);
    return value;
  }

  #rename(value: BuiltValue, name: string): void {
    this.#names.holders.delete(value.name);
    this.#names.holders.set(name, value);
    value.name = name;
  }

  /** Reserves a caller's name, moving a generated one out of its way. */
  #claim(name: string): string {
    if (this.#isBody) return this.#names.values.unique(name);
    const holder = this.#names.holders.get(name);
    const fixed = holder?.owner === this && (holder.kind === "input" || holder.kind === "output");
    if (name === "" || fixed)
      throw new PolyheadError(
        "input-invalid",
        `Inputs and outputs of graph "${this.name}" must have names of their own. Received "${name}"${name === "" ? "" : ` for a second one, after the ${holder?.kind} of that name`}.`,
        { details: { graph: this.name, name } },
      );
    if (holder === undefined) this.#names.values.add(name);
    else this.#rename(holder, this.#names.values.unique(name));
    return name;
  }

  #own(value: Value): BuiltValue {
    const own = this.#names.holders.get(value.name);
    if (own === value && own.owner === this) return own;
    throw new PolyheadError(
      "input-invalid",
      `Graph "${this.name}" can only use values that its own builder made. Received "${value.name}".`,
      { details: { graph: this.name, value: value.name } },
    );
  }
}

/** An optional input that is left out at the end is not written: ONNX Runtime 1.30 crashes on LayerNormalization with an empty name there. */
function withoutTrailing(inputs: readonly (Value | undefined)[]): readonly (Value | undefined)[] {
  return inputs.slice(0, inputs.findLastIndex((value) => value !== undefined) + 1);
}

function toAttributes(
  opType: string,
  domain: string | undefined,
  attributes: OpAttributes,
): BuiltNode["attributes"] {
  const declared = domain === undefined ? operators.get(opType)?.attributes : undefined;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, input]) => {
      const label = `${opType}.${name}`;
      const type = declared && Object.hasOwn(declared, name) ? declared[name] : undefined;
      if (declared !== undefined && type === undefined)
        throw new PolyheadError(
          "input-invalid",
          `Attribute ${label} does not exist. ${opType} has ${Object.keys(declared).join(", ") || "none"}.`,
        );
      if (!(input instanceof GraphBuilder)) return [name, toAttribute(label, input, type)];
      if (type === undefined || type === "graph") return [name, input];
      throw new PolyheadError(
        "input-invalid",
        `Attribute ${label} must be of type ${type}. Received a graph.`,
      );
    }),
  );
}

function plain({ name, type }: BuiltValue): Value {
  return { name, ...(type && { type }) };
}

function plainNode(node: BuiltNode): Node {
  return {
    ...node,
    attributes: Object.fromEntries(Object.entries(node.attributes).map(plainAttribute)),
    inputs: node.inputs.map((value) => value?.name ?? ""),
    outputs: node.outputs.map(({ name }) => name),
  };
}

function plainAttribute([name, attribute]: [string, Attribute | GraphBuilder]): [string, Attribute] {
  return [name, attribute instanceof GraphBuilder ? { type: "graph", value: attribute.build() } : attribute];
}
