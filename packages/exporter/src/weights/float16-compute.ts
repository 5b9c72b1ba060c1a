import { dataTypeCode, int, type DataType, type Graph, type Node } from "@polyhead/onnx";
import { float16Bits } from "./float16-bits.ts";
import { storeFloat16 } from "./float16-storage.ts";
import { GraphEditor } from "./graph-editor.ts";
import { weightsOf } from "./weighted-nodes.ts";

/** Operators whose floating-point inputs and outputs are all of one type, float16 as well as float32. */
const halfOperators: ReadonlySet<string> = new Set(
  `Abs Add AveragePool BatchNormalization Ceil Clip Concat Conv ConvTranspose Cos DepthToSpace Div Elu Erf Exp Expand
  Flatten Floor Gather Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity InstanceNormalization
  LayerNormalization LeakyRelu Log LogSoftmax MatMul Max MaxPool Mean Min Mul Neg PRelu Pad Pow Reciprocal ReduceMax
  ReduceMean ReduceMin ReduceSum Relu Reshape Selu Sigmoid Sin Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt
  Squeeze Sub Sum Tanh ThresholdedRelu Tile Transpose Unsqueeze Where`.split(/\s+/),
);

export interface HalfGraph {
  readonly graph: Graph;
  /** Operators between the first and the last weights that stay float32, for want of a float16 form. */
  readonly float32Operators: readonly string[];
}

/**
 * Computes in float16 from the first node with weights to the last; inputs, what scales them, what makes outputs of
 * logits, and outputs stay float32, and so do operators that have no float16 form.
 *
 * Runtimes without float16 arithmetic for an operator compute it in float32 and round: ONNX Runtime's CPU and WebAssembly
 * do so for Conv, Gemm and MatMul. Its CUDA and WebGPU (where the device has `shader-f16`) compute in float16.
 *
 * @throws PolyheadError `export-unsupported` for a constant beyond the range of float16
 */
export function computeFloat16(graph: Graph): HalfGraph {
  const editor = new GraphEditor(graph);
  const between = nodesBetweenWeights(graph, editor);
  const caster = new Caster(editor);
  for (const node of graph.nodes) {
    if (between.has(node) && isHalf(node)) caster.addHalf(node);
    else caster.addFloat(node);
  }
  caster.restoreOutputs(graph);
  const kept = [...between].filter((node) => !isHalf(node) && touchesFloats(node, editor));
  return {
    graph: storeFloat16(editor.finish()),
    float32Operators: [...new Set(kept.map(({ opType }) => opType))].toSorted(),
  };
}

function isHalf({ domain, opType }: Node): boolean {
  return domain === undefined && halfOperators.has(opType);
}

function touchesFloats({ inputs, outputs }: Node, editor: GraphEditor): boolean {
  return [...inputs, ...outputs].some((name) => editor.typeOf(name)?.dataType === "float32");
}

/** Nodes that have weights, and those that depend on such a node and lead to another. */
function nodesBetweenWeights({ nodes }: Graph, editor: GraphEditor): ReadonlySet<Node> {
  const isWeight = (name: string): boolean => editor.tensorOf(name)?.dataType === "float32";
  const weighted = new Set(nodes.filter((node) => hasBody(node) || weightsOf(node).some(isWeight)));
  const after = spread(nodes, weighted, "inputs", "outputs");
  const before = spread(nodes.toReversed(), weighted, "outputs", "inputs");
  return new Set(nodes.filter((node) => weighted.has(node) || (after.has(node) && before.has(node))));
}

/** Whether a node runs a graph of its own, as a Scan does, with whatever weights there are in it. */
function hasBody({ attributes }: Node): boolean {
  return Object.values(attributes).some(({ type }) => type === "graph");
}

/** The nodes that seeds reach along values, themselves included. */
function spread(
  nodes: readonly Node[],
  seeds: ReadonlySet<Node>,
  from: "inputs" | "outputs",
  to: "inputs" | "outputs",
): ReadonlySet<Node> {
  const values = new Set<string>();
  const reached = new Set<Node>();
  for (const node of nodes) {
    if (!seeds.has(node) && !node[from].some((name) => name !== "" && values.has(name))) continue;
    reached.add(node);
    for (const name of node[to]) values.add(name);
  }
  return reached;
}

/** Keeps a float16 and a float32 form of values, each made by a Cast when it is first asked for. */
class Caster {
  readonly #editor: GraphEditor;
  /** Names of the float16 forms by the names of the float32 ones. */
  readonly #half = new Map<string, string>();
  /** Values that exist as float16 only, so far. */
  readonly #halfOnly = new Set<string>();

  constructor(editor: GraphEditor) {
    this.#editor = editor;
  }

  addHalf(node: Node): void {
    const inputs = node.inputs.map((name) => this.#asHalf(name));
    const outputs = node.outputs.map((name) => {
      const type = this.#editor.typeOf(name);
      if (name === "" || type?.dataType !== "float32") return name;
      this.#halfOnly.add(name);
      return { ...type, dataType: "float16" as const };
    });
    const { opType, attributes } = node;
    const hint = `${node.outputs[0]}/float16`;
    const names = this.#editor.add({ opType, inputs, outputs, attributes, hint });
    for (const [index, name] of node.outputs.entries()) {
      const made = names[index];
      if (made !== undefined && made !== name) this.#half.set(name, made);
    }
  }

  addFloat(node: Node): void {
    for (const name of node.inputs) this.#restore(name);
    this.#editor.keep(node);
  }

  restoreOutputs({ outputs }: Graph): void {
    for (const { name } of outputs) this.#restore(name);
  }

  #asHalf(name: string): string {
    const type = this.#editor.typeOf(name);
    if (name === "" || type?.dataType !== "float32") return name;
    const known = this.#half.get(name);
    if (known !== undefined) return known;
    const tensor = this.#editor.tensorOf(name);
    const half =
      tensor?.data instanceof Float32Array
        ? this.#editor.initializer(`${name}/float16`, "float16", tensor.dims, float16Bits(name, tensor.data))
        : this.#editor.op("Cast", [name], { ...type, dataType: "float16" }, `${name}/float16`, to("float16"));
    this.#half.set(name, half);
    return half;
  }

  #restore(name: string): void {
    const half = this.#half.get(name);
    if (half === undefined || !this.#halfOnly.delete(name)) return;
    this.#editor.add({
      opType: "Cast",
      inputs: [half],
      outputs: [name],
      attributes: to("float32"),
      hint: name,
    });
  }
}

function to(dataType: DataType): { readonly to: ReturnType<typeof int> } {
  return { to: int(dataTypeCode(dataType)) };
}
