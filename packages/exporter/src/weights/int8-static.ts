// Legend: M output channels of a convolution, or numbers out of a dense layer.
import { int, type Graph, type Node, type Tensor } from "@polyhead/onnx";
import { denseNode } from "./dense-node.ts";
import { GraphEditor } from "./graph-editor.ts";
import { quantizedWeight, weightScale } from "./symmetric.ts";
import { isLarge, type Float32Tensor } from "./weighted-nodes.ts";

/** Where the numbers of an activation lie. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Activations that have the same ranges before and after a quantization that follows them. */
const CLAMPS: ReadonlySet<string> = new Set(["Clip", "Relu"]);

/** Rounded biases stay this far inside int32. */
const MAX_BIAS = 2 ** 30;

/** The activations whose ranges a static quantization must know: what convolutions and dense layers take, what convolutions give. */
export function quantizedActivations(graph: Graph): ReadonlySet<string> {
  const editor = new GraphEditor(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const names = new Set<string>();
  for (const node of graph.nodes) {
    if (channelAxis(node, editor) === undefined) continue;
    names.add(node.inputs[0] ?? "");
    if (node.opType === "Conv") names.add(clamped(node.outputs[0] ?? "", graph));
  }
  return new Set([...names].filter((name) => !outputs.has(name)));
}

/** What a value becomes through the activation that alone uses it. */
function clamped(name: string, { nodes, outputs }: Graph): string {
  const [user, ...others] = nodes.filter(({ inputs }) => inputs.includes(name));
  const alone = others.length === 0 && outputs.every((output) => output.name !== name);
  return alone && user !== undefined && CLAMPS.has(user.opType) ? (user.outputs[0] ?? name) : name;
}

/**
 * Quantizes convolutions and dense layers to int8 by pairs of QuantizeLinear and DequantizeLinear: weights and biases with a
 * scale a channel, activations to uint8 in the ranges given.
 */
export function quantizeStatic(graph: Graph, ranges: ReadonlyMap<string, Range>): Graph {
  const editor = new GraphEditor(graph);
  const activations = new Activations(editor, ranges);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => activations.dequantized(name));
    const [activation = "", weights = "", bias = ""] = node.inputs;
    const axis = channelAxis(node, editor);
    const step = activations.scaleOf(activation);
    if (axis === undefined || step === undefined) editor.keep({ ...node, inputs });
    else
      editor.keep({ ...node, inputs: [inputs[0] ?? "", ...parameters(weights, bias, axis, step, editor)] });
  }
  return editor.finish();
}

/** The axis of a node's weights that its output channels are on; undefined where it is not to be quantized. */
function channelAxis(node: Node, editor: GraphEditor): number | undefined {
  if (node.domain === undefined && node.opType === "Conv")
    return isLarge(editor.tensorOf(node.inputs[1] ?? "")) ? 0 : undefined;
  if (denseNode(node, editor) === undefined) return undefined;
  const { transB } = node.attributes;
  return transB?.type === "int" && transB.value !== 0 ? 0 : 1;
}

/** Activations as uint8 and back, each quantized once, where it is first used. */
class Activations {
  readonly #editor: GraphEditor;
  readonly #ranges: ReadonlyMap<string, Range>;
  readonly #dequantized = new Map<string, string>();

  constructor(editor: GraphEditor, ranges: ReadonlyMap<string, Range>) {
    this.#editor = editor;
    this.#ranges = ranges;
  }

  /** The value after rounding to uint8, or itself where it is not quantized. */
  dequantized(name: string): string {
    const range = this.#ranges.get(name);
    const type = this.#editor.typeOf(name);
    if (range === undefined || type === undefined) return name;
    const known = this.#dequantized.get(name);
    if (known !== undefined) return known;
    const { scale, zeroPoint } = affine(range);
    const grid = [
      this.#editor.initializer(`${name}/scale`, "float32", [], Float32Array.of(scale)),
      this.#editor.initializer(`${name}/zero`, "uint8", [], Uint8Array.of(zeroPoint)),
    ];
    const integers = this.#editor.op(
      "QuantizeLinear",
      [name, ...grid],
      { ...type, dataType: "uint8" },
      `${name}/quantized`,
    );
    const made = this.#editor.op("DequantizeLinear", [integers, ...grid], type, `${name}/dequantized`);
    this.#dequantized.set(name, made);
    return made;
  }

  /** The step between two numbers of a value, undefined where it is not quantized. */
  scaleOf(name: string): number | undefined {
    const range = this.#ranges.get(name);
    return range && affine(range).scale;
  }
}

/** The grid of 256 numbers over a range, on which 0 lies exactly: zero padding and ReLU stay exact. */
function affine({ min, max }: Range): { scale: number; zeroPoint: number } {
  const low = Math.min(0, min);
  const width = Math.max(0, max) - low;
  const scale = width === 0 ? 1 : Math.max(Math.fround(width / 255), 2 ** -100);
  return { scale, zeroPoint: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

/** Weights and, where there is one, bias, dequantized. */
function parameters(
  name: string,
  bias: string,
  axis: number,
  step: number,
  editor: GraphEditor,
): readonly string[] {
  const weights = editor.tensorOf(name);
  if (!isLarge(weights)) return [name, ...(bias === "" ? [] : [bias])];
  const biases = editor.tensorOf(bias);
  const scales = channelScales(weights, axis, step, biases);
  const dequantized = addDequantized(name, quantizeChannels(weights, axis, scales), axis, scales, editor);
  if (bias === "") return [dequantized];
  if (!(biases?.data instanceof Float32Array) || biases.data.length !== scales.length)
    return [dequantized, bias];
  const steps = scales.map((scale) => scale * step);
  const data = Int32Array.from(biases.data, (value, channel) => Math.round(value / (steps[channel] ?? 1)));
  const integers: Tensor = { name: bias, dataType: "int32", dims: biases.dims, data };
  return [dequantized, addDequantized(bias, integers, 0, steps, editor)];
}

/** Zero points are written out, though they are 0: ONNX Runtime finds no 8-bit form of a Gemm without them. */
function addDequantized(
  name: string,
  { dataType, dims, data }: Tensor,
  axis: number,
  scales: Float32Array,
  editor: GraphEditor,
): string {
  const zeros = dataType === "int8" ? new Int8Array(scales.length) : new Int32Array(scales.length);
  const inputs = [
    editor.initializer(`${name}/${dataType}`, dataType, dims, data),
    editor.initializer(`${name}/scale`, "float32", [scales.length], scales),
    editor.initializer(`${name}/zero`, dataType, [scales.length], zeros),
  ];
  const type = { dataType: "float32", shape: dims } as const;
  return editor.op("DequantizeLinear", inputs, type, `${name}/dequantized`, { axis: int(axis) });
}

/** Scales `[M]`, large enough for each channel's bias to be an int32 of `scale · step`. */
function channelScales(weights: Float32Tensor, axis: number, step: number, bias?: Tensor): Float32Array {
  const largest = new Float32Array(weights.dims[axis] ?? 0);
  const channelOf = channels(weights, axis);
  for (const [index, weight] of weights.data.entries()) {
    const channel = channelOf(index);
    largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(weight));
  }
  const biases = bias?.data instanceof Float32Array ? bias.data : new Float32Array();
  return largest.map((magnitude, channel) =>
    Math.max(weightScale(magnitude), Math.abs(biases[channel] ?? 0) / (step * MAX_BIAS)),
  );
}

function quantizeChannels(weights: Float32Tensor, axis: number, scales: Float32Array): Tensor {
  const channelOf = channels(weights, axis);
  const data = Int8Array.from(weights.data, (weight, index) =>
    quantizedWeight(weight, scales[channelOf(index)] ?? 1),
  );
  return { ...weights, dataType: "int8", data };
}

/** From a position in a tensor's data to its index along an axis. */
function channels({ dims }: Tensor, axis: number): (index: number) => number {
  const count = dims[axis] ?? 1;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  return (index) => Math.floor(index / inner) % count;
}
