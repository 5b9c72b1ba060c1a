import type { NumericData } from "../../data-type.ts";
import type { TypedNode } from "../../operators/operator.ts";
import { elementCount } from "../../tensor.ts";
import { newData, numericContent, type Content, type Evaluator } from "./content.ts";
import { broadcast, strided, stridesOf, taken, transposed } from "./strided.ts";

const reshaped: Evaluator = (_, [x], dims) => x && { ...x, dims };

export const movement: Readonly<Record<string, Evaluator>> = {
  Concat: (node, inputs, dims) => concatenated(node, inputs, dims),
  Constant: ({ node: { attributes } }) =>
    attributes["value"]?.type === "tensor" ? numericContent(attributes["value"].value) : undefined,
  ConstantOfShape: ({ node: { attributes } }, _, dims) => {
    const zero: Content = { dataType: "float32", dims: [1], data: new Float32Array(1) };
    const value = attributes["value"]?.type === "tensor" ? numericContent(attributes["value"].value) : zero;
    return value && broadcast(value, dims);
  },
  Expand: (_, [x], dims) => x && broadcast(x, dims),
  Flatten: reshaped,
  Gather: (node, [data, indices], dims) => data && indices && gathered(node, data, indices, dims),
  Identity: (_, [x]) => x,
  Reshape: reshaped,
  Slice: (node, [x], dims) => x && sliced(node, x, dims),
  Squeeze: reshaped,
  Transpose: (node, [x]) => x && transposed(x, node.ints("perm") ?? [...x.dims.keys()].toReversed()),
  Unsqueeze: reshaped,
};

function concatenated(
  node: TypedNode,
  inputs: readonly (Content | undefined)[],
  dims: readonly number[],
): Content | undefined {
  const known = inputs.filter((input) => input !== undefined);
  const [first] = known;
  if (first === undefined || known.length < inputs.length) return undefined;
  const { dataType } = first;
  if (known.some((input) => input.dataType !== dataType)) return undefined;
  const axis = node.axis(node.int("axis", 0), dims.length);
  const inner = elementCount(dims.slice(axis + 1));
  const data = newData(dataType, elementCount(dims));
  let offset = 0;
  for (const input of known) {
    const row = input.dims[axis]! * inner;
    for (let at = 0; at < input.data.length; at += row)
      copy(data, offset + (at / row) * dims[axis]! * inner, input.data, at, row);
    offset += row;
  }
  return { dataType, dims, data };
}

function copy(target: NumericData, to: number, source: NumericData, from: number, length: number): void {
  const bytes = ({ buffer, byteOffset, byteLength }: NumericData) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  const size = source.BYTES_PER_ELEMENT;
  bytes(target).set(bytes(source).subarray(from * size, (from + length) * size), to * size);
}

function gathered(
  node: TypedNode,
  data: Content,
  indices: Content,
  dims: readonly number[],
): Content | undefined {
  const axis = node.axis(node.int("axis", 0), data.dims.length);
  const length = data.dims[axis]!;
  const inner = elementCount(data.dims.slice(axis + 1));
  const rows = Array.from<number | bigint, number>(indices.data, (index) => {
    const row = Number(index);
    return row < 0 ? row + length : row;
  });
  if (!rows.every((row) => row >= 0 && row < length)) return undefined;
  const picked = Uint32Array.from({ length: elementCount(dims) }, (_, at) => {
    const [block, column] = [Math.floor(at / inner), at % inner];
    const outer = Math.floor(block / rows.length);
    return (outer * length + rows[block % rows.length]!) * inner + column;
  });
  return taken(data, picked, dims);
}

/** Starts and ends clamp as ONNX says: a backward slice may end before the first element, at −1. */
function sliced(node: TypedNode, x: Content, dims: readonly number[]): Content | undefined {
  const starts = node.constantInts(1);
  const axes = node.inputs[3] === undefined ? starts?.map((_, at) => at) : node.constantInts(3);
  const steps = node.inputs[4] === undefined ? starts?.map(() => 1) : node.constantInts(4);
  if (starts === undefined || axes === undefined || steps === undefined) return undefined;
  const strides = stridesOf(x.dims);
  const moved = [...strides];
  let offset = 0;
  for (const [at, given] of axes.entries()) {
    const axis = node.axis(given, x.dims.length);
    const [length, step, start] = [x.dims[axis]!, steps[at]!, starts[at]!];
    const first = Math.max(start < 0 ? start + length : start, 0);
    offset += Math.min(first, step < 0 ? length - 1 : length) * strides[axis]!;
    moved[axis] = strides[axis]! * step;
  }
  return strided(x, dims, moved, offset);
}
