import type { Graph, Node, Tensor } from "../graph.ts";
import { constantsOf, makersOf, typesOf } from "../graph-facts.ts";
import { NameScope } from "../name-scope.ts";
import type { PassResult } from "../pass.ts";

/** The smallest float32 above 0: a number that no sum or maximum tells from 0, and that ONNX Runtime does not take for it. */
const ALMOST_ZERO = 2 ** -149;

/**
 * Fills the Pads that pools read with the smallest number above 0 instead of 0. ONNX Runtime 1.30 merges a Pad of zeros into the
 * pool after it (`PadFusion`): into MaxPool, where padding is −∞ and no longer 0, and into pools that are smaller than the pads,
 * which it then does not load.
 */
export function keepPadsBeforePools(graph: Graph): PassResult {
  const constants = constantsOf(graph);
  const makers = makersOf(graph);
  const pools = graph.nodes.filter(({ opType }) => opType === "MaxPool" || opType === "AveragePool");
  const read = new Set(pools.flatMap(({ inputs: [name = ""] }) => makers.get(name) ?? []));
  const types = typesOf(graph);
  const pads = new Set(
    [...read].filter(
      (node) => types.get(node.inputs[0] ?? "")?.dataType === "float32" && padsWithZeros(node, constants),
    ),
  );
  if (pads.size === 0) return { graph, changed: false };
  const name = unusedName(graph);
  const value: Tensor = { name, dataType: "float32", dims: [], data: Float32Array.of(ALMOST_ZERO) };
  const nodes = graph.nodes.map((node): Node => {
    if (!pads.has(node)) return node;
    const [data = "", lengths = "", , ...axes] = node.inputs;
    return { ...node, inputs: [data, lengths, name, ...axes] };
  });
  return { graph: { ...graph, nodes, initializers: [...graph.initializers, value] }, changed: true };
}

function padsWithZeros(
  { opType, inputs: [, , value = ""], attributes: { mode } }: Node,
  constants: ReadonlyMap<string, Tensor>,
): boolean {
  if (opType !== "Pad" || (mode?.type === "string" && mode.value !== "constant")) return false;
  const filler = constants.get(value);
  return value === "" || (filler?.dataType === "float32" && Number(filler.data[0]) === 0);
}

function unusedName({ inputs, initializers, nodes }: Graph): string {
  const names = new NameScope();
  for (const { name } of [...inputs, ...initializers]) names.add(name);
  for (const { outputs } of nodes) for (const name of outputs) names.add(name);
  return names.unique("almost_zero");
}
