// Legend: N batch, C channels, D spatial axes.
import type { Attribute, Graph, Node, Tensor } from "../graph.ts";
import { TypedNode } from "../operators/operator.ts";
import type { PassResult } from "../pass.ts";
import { constantsOf, makersOf, usesOf } from "../graph-facts.ts";

/** A pad of the spatial axes alone, with one number. */
interface SpatialPad {
  readonly source: string;
  readonly value: number;
  /** As Conv's `pads` are: what comes before each axis, then what comes after. */
  readonly pads: readonly number[];
}

/** Operators that give no negative number. */
const nonNegative: ReadonlySet<string> = new Set([
  "Abs",
  "Exp",
  "HardSigmoid",
  "Relu",
  "Sigmoid",
  "Softmax",
  "Softplus",
]);

/**
 * Moves a Pad of spatial axes that nothing else reads into the window that slides over it, where that is exact: zeros
 * into Conv, and into AveragePool where it counts them; into MaxPool −∞, or zeros that no element is below.
 */
export function fusePads(graph: Graph): PassResult {
  const fuser = new PadFuser(graph);
  const nodes = graph.nodes.map((node) => fuser.fused(node));
  if (fuser.dropped.size === 0) return { graph, changed: false };
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => !fuser.dropped.has(name));
  const kept = nodes.filter(({ outputs: [name = ""] }) => !fuser.dropped.has(name));
  return { graph: { ...graph, nodes: kept, valueInfo }, changed: true };
}

class PadFuser {
  /** What the pads that are no longer read gave. */
  readonly dropped = new Set<string>();
  readonly #constants: ReadonlyMap<string, Tensor>;
  readonly #makers: ReadonlyMap<string, Node>;
  readonly #uses: ReadonlyMap<string, number>;

  constructor(graph: Graph) {
    this.#constants = constantsOf(graph);
    this.#makers = makersOf(graph);
    this.#uses = usesOf(graph);
  }

  fused(node: Node): Node {
    const [padded = "", ...others] = node.inputs;
    const pad = this.#makers.get(padded);
    const fit = node.domain === undefined ? windows[node.opType] : undefined;
    if (fit === undefined || pad === undefined || this.#uses.get(padded) !== 1) return node;
    const spatial = this.#spatialPad(pad);
    if (spatial === undefined || fixedPads(node, spatial.pads.length) === undefined) return node;
    const attributes = fit(new TypedNode(node, [], []), spatial, this.#makers.get(spatial.source));
    if (attributes === undefined) return node;
    this.dropped.add(padded);
    const { auto_pad: _, ...kept } = node.attributes;
    return { ...node, inputs: [spatial.source, ...others], attributes: { ...kept, ...attributes } };
  }

  #spatialPad(node: Node): SpatialPad | undefined {
    if (node.opType !== "Pad" || node.domain !== undefined) return undefined;
    const [source = "", , value = ""] = node.inputs;
    const constants = node.inputs.map((name) => this.#constants.get(name));
    const typed = new TypedNode(node, [], constants);
    const pads = typed.constantInts(1);
    if (typed.string("mode", "constant") !== "constant" || pads === undefined) return undefined;
    const number = value === "" ? 0 : constants[2]?.data[0];
    if (typeof number !== "number" || (node.inputs[3] ?? "") !== "") return undefined;
    const rank = pads.length / 2;
    const outer = [0, 1, rank, rank + 1].some((at) => pads[at] !== 0);
    if (rank < 3 || outer || pads.some((length) => length < 0)) return undefined;
    return { source, value: number, pads: [...pads.slice(2, rank), ...pads.slice(rank + 2)] };
  }
}

type Fit = (
  node: TypedNode,
  pad: SpatialPad,
  maker: Node | undefined,
) => Readonly<Record<string, Attribute>> | undefined;

/** The attributes that take a pad in, by operator. */
const windows: Readonly<Record<string, Fit>> = {
  Conv: ({ node }, pad) => (pad.value === 0 ? { pads: summed(node, pad) } : undefined),
  AveragePool: (typed, pad) => {
    const own = fixedPads(typed.node, pad.pads.length) ?? [];
    const counts = typed.int("count_include_pad", 0) === 1 || own.every((length) => length === 0);
    if (!counts || pad.value !== 0 || !fitsPool(typed, pad)) return undefined;
    return { pads: summed(typed.node, pad), count_include_pad: { type: "int", value: 1 } };
  },
  MaxPool: (typed, pad, maker) => {
    const below = pad.value === -Infinity || (pad.value === 0 && nonNegative.has(maker?.opType ?? ""));
    return below && typed.node.outputs.length === 1 && fitsPool(typed, pad)
      ? { pads: summed(typed.node, pad) }
      : undefined;
  },
};

/**
 * Whether every window has an element that is no padding: each pad must be shorter than the window, which runtimes ask for
 * as well, and no window may start past the end, which rounding up allows.
 */
function fitsPool(typed: TypedNode, pad: SpatialPad): boolean {
  const kernel = typed.ints("kernel_shape") ?? [];
  const dilated = typed.ints("dilations")?.some((step) => step !== 1) === true;
  const { value: pads } = summed(typed.node, pad);
  return (
    !dilated &&
    typed.int("ceil_mode", 0) === 0 &&
    pads.every((length, at) => length < (kernel[at % kernel.length] ?? 0))
  );
}

/** The pads that a node's attributes fix, undefined where it works them out itself. */
function fixedPads({ attributes }: Node, count: number): readonly number[] | undefined {
  const { auto_pad: mode, pads } = attributes;
  if (mode?.type === "string" && mode.value !== "NOTSET" && mode.value !== "VALID") return undefined;
  const given = mode?.value !== "VALID" && pads?.type === "ints" ? pads.value : Array<number>(count).fill(0);
  return given.length === count ? given : undefined;
}

function summed(node: Node, { pads }: SpatialPad): Attribute & { type: "ints" } {
  const own = fixedPads(node, pads.length) ?? [];
  return { type: "ints", value: pads.map((length, at) => length + (own[at] ?? 0)) };
}
