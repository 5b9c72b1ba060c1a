import { util } from "@tensorflow/tfjs-core";

/** Reorders the axes of row-major data: axis `i` of the result is axis `order[i]` of the input. */
export function transposeWeights(
  data: Float32Array,
  dims: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = [...util.computeStrides([...dims]), 1];
  const result = new Float32Array(data.length);
  let target = 0;
  const copy = (depth: number, source: number): void => {
    const axis = order[depth];
    if (axis === undefined) {
      result[target++] = data[source] ?? 0;
      return;
    }
    const [length = 1, stride = 1] = [dims[axis], strides[axis]];
    for (let index = 0; index < length; index++) copy(depth + 1, source + index * stride);
  };
  copy(0, 0);
  return result;
}
