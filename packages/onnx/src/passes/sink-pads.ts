import type { Graph, Node, Tensor, Value } from "../graph.ts";
import { NameScope } from "../name-scope.ts";
import { TypedNode } from "../operators/operator.ts";
import type { PassResult } from "../pass.ts";
import type { TensorType } from "../shape.ts";
import { constantsOf, makersOf, typesOf, usesOf } from "../graph-facts.ts";
import { orderOf } from "./transposable.ts";

/** Transposes before padding, where only the transpose reads the padded tensor: less is moved, and the pad nears its window. */
export function sinkPads(graph: Graph): PassResult {
  const sinker = new PadSinker(graph);
  const nodes = graph.nodes.flatMap((node) => sinker.swapped(node));
  if (sinker.dropped.size === 0) return { graph, changed: false };
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !sinker.dropped.has(name));
  return {
    graph: {
      ...graph,
      nodes: nodes.filter(({ outputs: [name = ""] }) => !sinker.dropped.has(name)),
      initializers: [...graph.initializers, ...sinker.initializers],
      valueInfo: [...valueInfo, ...sinker.valueInfo],
    },
    changed: true,
  };
}

class PadSinker {
  /** What the pads that are no longer there gave. */
  readonly dropped = new Set<string>();
  readonly initializers: Tensor[] = [];
  readonly valueInfo: Value[] = [];
  readonly #constants: ReadonlyMap<string, Tensor>;
  readonly #types: ReadonlyMap<string, TensorType>;
  readonly #makers: ReadonlyMap<string, Node>;
  readonly #uses: ReadonlyMap<string, number>;
  readonly #names = new NameScope();

  constructor(graph: Graph) {
    this.#constants = constantsOf(graph);
    this.#types = typesOf(graph);
    this.#makers = makersOf(graph);
    this.#uses = usesOf(graph);
    for (const name of [...this.#types.keys(), ...this.#makers.keys()]) this.#names.add(name);
  }

  swapped(transpose: Node): readonly Node[] {
    const [padded = ""] = transpose.inputs;
    const perm = orderOf(transpose);
    const pad = this.#makers.get(padded);
    if (perm === undefined || pad === undefined || this.#uses.get(padded) !== 1) return [transpose];
    const pads = this.#padsOf(pad, perm.length);
    const [source = "", , ...value] = pad.inputs;
    const type = this.#types.get(source);
    if (pads === undefined || type === undefined || this.dropped.has(source)) return [transpose];
    this.dropped.add(padded);
    const turned = this.#names.unique(`${source}/transposed`);
    this.valueInfo.push({
      name: turned,
      type: { ...type, shape: perm.map((axis) => type.shape[axis] ?? "") },
    });
    const moved = this.#integers(
      `${padded}/pads`,
      [...perm, ...perm.map((axis) => axis + perm.length)].map((at) => pads[at]!),
    );
    return [
      { ...transpose, inputs: [source], outputs: [turned] },
      { ...pad, inputs: [turned, moved, ...value], outputs: transpose.outputs },
    ];
  }

  /** The lengths of a Pad of all axes, of which there are `rank`. */
  #padsOf(node: Node, rank: number): readonly number[] | undefined {
    if (node.opType !== "Pad" || node.domain !== undefined || (node.inputs[3] ?? "") !== "") return undefined;
    const pads = new TypedNode(
      node,
      [],
      node.inputs.map((name) => this.#constants.get(name)),
    ).constantInts(1);
    return pads?.length === 2 * rank ? pads : undefined;
  }

  #integers(hint: string, values: readonly number[]): string {
    const name = this.#names.unique(hint);
    this.initializers.push({
      name,
      dataType: "int64",
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    return name;
  }
}
