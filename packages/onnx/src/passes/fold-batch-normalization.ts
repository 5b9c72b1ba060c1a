// Legend: C input channels, M output channels, G groups, K kernel axes, N columns.
import type { Graph, Node, Tensor } from "../graph.ts";
import { NameScope } from "../name-scope.ts";
import { TypedNode } from "../operators/operator.ts";
import type { PassResult } from "../pass.ts";
import type { TensorType } from "../shape.ts";
import { elementCount } from "../tensor.ts";
import { constantsOf, makersOf, typesOf, usesOf } from "../graph-facts.ts";

/**
 * How many deviations a mean may be from the bias before it. Beyond that the products that come before the bias are as
 * much larger than what is left after it, and scaling their weights first would cost digits.
 */
const FAR_MEAN = 16;

/** What a batch normalization does to each channel: `y = (x − mean) · scale + offset`, in float64. */
interface Normalization {
  readonly mean: Float32Array;
  readonly deviation: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Float32Array;
}

/** Scales the weights of a Conv, ConvTranspose, Gemm or MatMul by the BatchNormalization that alone reads its output. */
export function foldBatchNormalization(graph: Graph): PassResult {
  const folder = new Folder(graph);
  for (const node of graph.nodes) folder.fold(node);
  const { replaced, initializers } = folder;
  if (replaced.size === 0) return { graph, changed: false };
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? (folder.dropped.has(node) ? [] : [node]));
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const valueInfo = (graph.valueInfo ?? []).filter(({ name }) => made.has(name));
  return {
    graph: { ...graph, nodes, initializers: [...graph.initializers, ...initializers], valueInfo },
    changed: true,
  };
}

class Folder {
  readonly replaced = new Map<Node, Node>();
  readonly dropped = new Set<Node>();
  readonly initializers: Tensor[] = [];
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
    for (const { name } of [...graph.inputs, ...graph.initializers]) this.#names.add(name);
    for (const name of this.#makers.keys()) this.#names.add(name);
  }

  fold(node: Node): void {
    const [input = ""] = node.inputs;
    const linear = this.#makers.get(input);
    const normalization = this.#normalization(node);
    if (linear === undefined || normalization === undefined || this.#uses.get(input) !== 1) return;
    // One that was folded already has other weights; the next run of this pass finds them.
    const channels = this.replaced.has(linear) ? undefined : this.#channels(linear);
    const weights = this.#constants.get(linear.inputs[1] ?? "");
    const bias = this.#bias(linear, normalization.mean.length);
    if (channels === undefined || weights === undefined || bias === undefined) return;
    const { mean, deviation, scale, offset } = normalization;
    if (channels.count !== mean.length || this.#uses.get(weights.name) !== 1) return;
    if (mean.some((value, at) => Math.abs(value - bias[at]!) > FAR_MEAN * deviation[at]!)) return;
    const values = weights.data as Float32Array;
    const scaled = values.map((value, at) => value * scale[channels.of(at)]!);
    const shifted = Float32Array.from(bias, (value, at) => (value - mean[at]!) * scale[at]! + offset[at]!);
    if (![...shifted].every(Number.isFinite) || !scaled.every(Number.isFinite)) return;
    this.#replace(linear, node, [
      this.#added(`${weights.name}/folded`, scaled, weights.dims),
      this.#added(`${linear.name}/bias/folded`, shifted, [shifted.length]),
    ]);
  }

  #replace(linear: Node, node: Node, [weights, bias]: readonly [string, string]): void {
    const { beta: _, ...attributes } = linear.attributes;
    const [input = ""] = linear.inputs;
    this.dropped.add(node);
    this.replaced.set(linear, {
      ...linear,
      opType: linear.opType === "MatMul" ? "Gemm" : linear.opType,
      inputs: [input, weights, bias],
      outputs: node.outputs.slice(0, 1),
      attributes,
    });
  }

  #added(hint: string, data: Float32Array, dims: readonly number[]): string {
    const name = this.#names.unique(hint);
    this.initializers.push({ name, dataType: "float32", dims, data });
    return name;
  }

  #normalization(node: Node): Normalization | undefined {
    const typed = new TypedNode(node, [], []);
    const inference =
      node.outputs.filter((name) => name !== "").length === 1 && typed.int("training_mode", 0) === 0;
    if (node.opType !== "BatchNormalization" || node.domain !== undefined || !inference) return undefined;
    const parameters = node.inputs.slice(1).map((name) => this.#constants.get(name)?.data);
    const [gamma, offset, mean, variance] = parameters.filter((data) => data instanceof Float32Array);
    if (gamma === undefined || offset === undefined || mean === undefined || variance === undefined)
      return undefined;
    const { attributes } = node;
    const epsilon = attributes["epsilon"]?.type === "float" ? attributes["epsilon"].value : Math.fround(1e-5);
    const deviation = Float64Array.from(variance, (value) => Math.sqrt(value + epsilon));
    return {
      mean,
      deviation,
      offset,
      scale: Float64Array.from(gamma, (value, at) => value / deviation[at]!),
    };
  }

  /** The bias of each channel, undefined where it is not one number a channel. */
  #bias({ opType, inputs, attributes }: Node, channels: number): readonly number[] | undefined {
    const [, , name = ""] = inputs;
    if (name === "") return Array<number>(channels).fill(0);
    const bias = this.#constants.get(name);
    if (!(bias?.data instanceof Float32Array)) return undefined;
    const factor = opType === "Gemm" && attributes["beta"]?.type === "float" ? attributes["beta"].value : 1;
    const perChannel = bias.dims.at(-1) === channels && bias.data.length === channels;
    if (!perChannel && bias.data.length !== 1) return undefined;
    const { data } = bias;
    return Array.from({ length: channels }, (_, at) => factor * data[perChannel ? at : 0]!);
  }

  /** How many channels a node's output has, and which one each of its weights makes. */
  #channels({ opType, domain, inputs, outputs, attributes }: Node): Channels | undefined {
    const weights = this.#constants.get(inputs[1] ?? "");
    if (domain !== undefined || !(weights?.data instanceof Float32Array)) return undefined;
    const { dims } = weights;
    const inner = elementCount(dims.slice(1));
    switch (opType) {
      case "Conv": // [M, C / G, ...K]
        return rows(dims[0]!, inner);
      case "ConvTranspose": // [C, M / G, ...K]
        return transposedConvolution(
          dims,
          attributes["group"]?.type === "int" ? attributes["group"].value : 1,
        );
      case "Gemm": // [C, N], or [N, C]
        return attributes["transB"]?.value === 1 ? rows(dims[0]!, inner) : columns(dims[1]!);
      case "MatMul": // [C, N]
        return this.#types.get(outputs[0] ?? "")?.shape.length === 2 ? columns(dims[1]!) : undefined;
      default:
        return undefined;
    }
  }
}

interface Channels {
  readonly count: number;
  readonly of: (weight: number) => number;
}

function rows(count: number, inner: number): Channels {
  return { count, of: (weight) => Math.floor(weight / inner) };
}

function columns(count: number): Channels {
  return { count, of: (weight) => weight % count };
}

function transposedConvolution(
  [inputs = 1, perGroup = 1, ...kernel]: readonly number[],
  group: number,
): Channels {
  const window = elementCount(kernel);
  return {
    count: perGroup * group,
    of: (weight) => {
      const input = Math.floor(weight / (perGroup * window));
      return Math.floor(input / (inputs / group)) * perGroup + (Math.floor(weight / window) % perGroup);
    },
  };
}
