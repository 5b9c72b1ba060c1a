// Legend: K numbers in, N numbers out.
import { dataTypeCode, int, type Graph, type Shape } from "@polyhead/onnx";
import { denseNode, type DenseNode } from "./dense-node.ts";
import { GraphEditor } from "./graph-editor.ts";
import { quantizedWeight, weightScale } from "./symmetric.ts";

/** A value as 8-bit numbers, with the scale and the zero point that it has at run time. */
interface DynamicValue {
  readonly quantized: string;
  readonly scale: string;
  readonly zeroPoint: string;
}

/**
 * Quantizes dense layers to int8: weights once, a scale a column; activations at run time, one scale a batch.
 *
 * An example's outputs so depend a little on the other examples of its batch.
 */
export function quantizeDynamic(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  const values = new Map<string, DynamicValue>();
  for (const node of graph.nodes) {
    const dense = denseNode(node, editor);
    if (dense === undefined) {
      editor.keep(node);
      continue;
    }
    const value = values.get(dense.input) ?? dynamicValue(dense.input, editor);
    values.set(dense.input, value);
    addProduct(dense, value, editor);
  }
  return editor.finish();
}

function dynamicValue(input: string, editor: GraphEditor): DynamicValue {
  const shape = editor.typeOf(input)?.shape ?? [];
  const [quantized = "", scale = "", zeroPoint = ""] = editor.add({
    opType: "DynamicQuantizeLinear",
    inputs: [input],
    outputs: [
      { dataType: "uint8", shape },
      { dataType: "float32", shape: [] },
      { dataType: "uint8", shape: [] },
    ],
    hint: `${input}/quantized`,
  });
  return { quantized, scale, zeroPoint };
}

function addProduct(dense: DenseNode, value: DynamicValue, editor: GraphEditor): void {
  const { name, columns, output, bias } = dense;
  const shape: Shape = editor.typeOf(output)?.shape ?? [];
  const type = { dataType: "float32", shape } as const;
  const { weights, scales } = quantizeColumns(dense);
  const matrix = editor.initializer(`${name}/int8`, "int8", [dense.rows, columns], weights);
  const scale = editor.initializer(`${name}/scale`, "float32", [columns], scales);
  const inputs = [value.quantized, matrix, value.zeroPoint];
  const sum = editor.op("MatMulInteger", inputs, { dataType: "int32", shape }, `${output}/int32`);
  const float = { to: int(dataTypeCode("float32")) };
  const cast = editor.op("Cast", [sum], type, `${output}/sum`, float);
  const step = editor.op(
    "Mul",
    [value.scale, scale],
    { dataType: "float32", shape: [columns] },
    `${output}/scale`,
  );
  const last = (opType: string, operands: readonly string[]): void => {
    editor.add({ opType, inputs: operands, outputs: [output], hint: output });
  };
  if (bias === undefined) last("Mul", [cast, step]);
  else last("Add", [editor.op("Mul", [cast, step], type, `${output}/product`), bias]);
}

/** Weights `[K, N]` row-major, scales `[N]`. */
function quantizeColumns({ rows, columns, at }: DenseNode): { weights: Int8Array; scales: Float32Array } {
  const largest = new Float32Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      largest[column] = Math.max(largest[column] ?? 0, Math.abs(at(row, column)));
  const scales = largest.map(weightScale);
  const weights = Int8Array.from({ length: rows * columns }, (_, index) => {
    const column = index % columns;
    return quantizedWeight(at((index - column) / columns, column), scales[column] ?? 1);
  });
  return { weights, scales };
}
