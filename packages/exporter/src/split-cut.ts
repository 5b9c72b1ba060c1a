import type { Graph, Node } from "@polyhead/onnx";
import { PolyheadError } from "@polyhead/spec";

/** Where a graph is cut. */
export interface Cut {
  /** The nodes that all heads share, and all that are constant. */
  readonly trunk: ReadonlySet<Node>;
  /** The nodes of each head that are not in the trunk. */
  readonly heads: Readonly<Record<string, ReadonlySet<Node>>>;
  /** In the order in which they are made. */
  readonly values: readonly string[];
}

/** Operators without weights of their own: a trunk of nothing else is scaling and layout, not shared learning. */
const WEIGHTED: ReadonlySet<string> = new Set(
  "Conv ConvInteger ConvTranspose GRU Gather Gemm LSTM MatMul MatMulInteger MatMulNBits QLinearConv RNN Scan".split(
    " ",
  ),
);

/**
 * Finds the last place at which the paths to all heads are still one: every node that all heads depend on is in the trunk.
 *
 * @param outputs the graph outputs of each head
 * @throws PolyheadError `export-unsupported` where there are not two heads, or they share nothing that was learned
 */
export function findCut(graph: Graph, outputs: Readonly<Record<string, readonly string[]>>): Cut {
  const names = Object.keys(outputs);
  if (names.length < 2) throw refused("it must have two heads or more", `${names.length}`);
  const needed = new Map(Object.entries(outputs).map(([head, values]) => [head, ancestors(graph, values)]));
  const dependent = descendants(graph);
  const trunk = new Set(
    graph.nodes.filter(
      (node) => dependent.has(node) && names.every((name) => needed.get(name)?.has(node) === true),
    ),
  );
  recomputeIntegers(graph, trunk, dependent);
  if (![...trunk].some(({ opType }) => WEIGHTED.has(opType)))
    throw refused(`its heads ${names.join(", ")} must share layers with weights`, "none");
  return {
    trunk: new Set(graph.nodes.filter((node) => trunk.has(node) || !dependent.has(node))),
    heads: Object.fromEntries(
      Array.from(needed, ([name, nodes]) => [name, new Set([...nodes].filter((node) => !trunk.has(node)))]),
    ),
    values: leaving(graph, trunk, dependent),
  };
}

/** Nodes that some values are computed by. */
function ancestors({ nodes }: Graph, values: readonly string[]): ReadonlySet<Node> {
  const wanted = new Set(values);
  const found = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => wanted.has(name))) return false;
    for (const name of inputs) wanted.add(name);
    return true;
  });
  return new Set(found.toReversed());
}

/** Nodes that depend on an input of the graph; the others are constants, which each part has for itself. */
function descendants({ inputs, nodes }: Graph): ReadonlySet<Node> {
  const values = new Set(inputs.map(({ name }) => name));
  return new Set(
    nodes.filter((node) => {
      if (!node.inputs.some((name) => values.has(name))) return false;
      for (const name of node.outputs) values.add(name);
      return true;
    }),
  );
}

/** Values of a trunk that heads or outputs use. */
function leaving(graph: Graph, trunk: ReadonlySet<Node>, dependent: ReadonlySet<Node>): readonly string[] {
  const used = new Set([
    ...graph.outputs.map(({ name }) => name),
    ...graph.nodes.filter((node) => dependent.has(node) && !trunk.has(node)).flatMap(({ inputs }) => inputs),
  ]);
  return [...trunk].flatMap(({ outputs }) => outputs).filter((name) => name !== "" && used.has(name));
}

/** Takes nodes out of a trunk that give it integers, such as shapes and quantized values: only floats cross the cut. */
function recomputeIntegers(graph: Graph, trunk: Set<Node>, dependent: ReadonlySet<Node>): void {
  const types = new Map((graph.valueInfo ?? []).map(({ name, type }) => [name, type?.dataType]));
  for (;;) {
    const integers = new Set(
      leaving(graph, trunk, dependent).filter((name) => types.get(name)?.includes("int") === true),
    );
    const makers = [...trunk].filter(({ outputs }) => outputs.some((name) => integers.has(name)));
    if (makers.length === 0) return;
    for (const node of makers) trunk.delete(node);
  }
}

function refused(rule: string, received: string): PolyheadError {
  return new PolyheadError(
    "export-unsupported",
    `The model cannot be split into trunk and heads: ${rule}. Received ${received}.`,
  );
}
