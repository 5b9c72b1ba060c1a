// Legend: K numbers in, N numbers out, Z blocks a column.
import { int, type Graph } from "@polyhead/onnx";
import { denseNode, type DenseNode } from "./dense-node.ts";
import { GraphEditor } from "./graph-editor.ts";

/** ONNX Runtime's own operators. */
export const RUNTIME_DOMAIN = "com.microsoft";

/** Weights of one column that share a scale and a zero point. */
const BLOCK = 32;
const MAX_CODE = 15;

/**
 * Stores the weights of dense layers in 4 bits, in blocks of 32 along each column with a float32 scale and a 4-bit zero
 * point each (5.125 bits a weight), multiplied by ONNX Runtime's `MatMulNBits`; activations stay float32.
 */
export function quantizeInt4(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of graph.nodes) {
    const dense = denseNode(node, editor);
    if (dense === undefined) editor.keep(node);
    else addProduct(dense, editor);
  }
  return editor.finish();
}

function addProduct(dense: DenseNode, editor: GraphEditor): void {
  const { name, input, output, rows, columns, bias } = dense;
  const blocks = Math.ceil(rows / BLOCK);
  const { codes, scales, zeros } = quantizeBlocks(dense, blocks);
  const inputs = [
    input,
    editor.initializer(`${name}/int4`, "uint8", [columns, blocks, BLOCK / 2], codes),
    editor.initializer(`${name}/scale`, "float32", [columns * blocks], scales),
    editor.initializer(`${name}/zero`, "uint8", [zeros.length], zeros),
  ];
  const [product = ""] = editor.add({
    opType: "MatMulNBits",
    domain: RUNTIME_DOMAIN,
    inputs,
    outputs: [
      bias === undefined ? output : { dataType: "float32", shape: editor.typeOf(output)?.shape ?? [] },
    ],
    attributes: { K: int(rows), N: int(columns), bits: int(4), block_size: int(BLOCK) },
    hint: `${output}/product`,
  });
  if (bias !== undefined)
    editor.add({ opType: "Add", inputs: [product, bias], outputs: [output], hint: output });
}

interface Blocks {
  /** `[N, Z, 16]`, two weights a byte. */
  readonly codes: Uint8Array;
  /** `[N, Z]` */
  readonly scales: Float32Array;
  /** `[N, Z]`, two a byte, each column from a byte of its own. */
  readonly zeros: Uint8Array;
}

function quantizeBlocks({ rows, columns, at }: DenseNode, blocks: number): Blocks {
  const codes = new Uint8Array((columns * blocks * BLOCK) / 2);
  const scales = new Float32Array(columns * blocks);
  const pitch = 2 * Math.ceil(blocks / 2);
  const zeros = new Uint8Array((columns * pitch) / 2);
  for (let column = 0; column < columns; column++) {
    for (let block = 0; block < blocks; block++) {
      const start = block * BLOCK;
      const length = Math.min(BLOCK, rows - start);
      const weights = Array.from({ length }, (_, index) => at(start + index, column));
      const { scale, zero } = grid(weights);
      scales[column * blocks + block] = scale;
      setHalf(zeros, column * pitch + block, zero);
      for (const [index, weight] of weights.entries())
        setHalf(codes, (column * blocks + block) * BLOCK + index, code(weight / scale + zero));
    }
  }
  return { codes, scales, zeros };
}

/** The 16 numbers from the smallest to the largest weight, on which 0 lies exactly. */
function grid(weights: readonly number[]): { scale: number; zero: number } {
  const low = Math.min(0, ...weights);
  const width = Math.max(0, ...weights) - low;
  const scale = width === 0 ? 1 : Math.fround(width / MAX_CODE);
  return { scale, zero: code(-low / scale) };
}

function code(value: number): number {
  return Math.max(0, Math.min(MAX_CODE, Math.round(value)));
}

/** Puts 4 bits in their place, the even ones in the lower half of a byte. */
function setHalf(bytes: Uint8Array, place: number, bits: number): void {
  bytes[place >> 1] = (bytes[place >> 1] ?? 0) | (place % 2 === 0 ? bits : bits << 4);
}
