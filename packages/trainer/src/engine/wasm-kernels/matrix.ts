import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { floats, run } from "./wasm-kernel.ts";

/** The same values as one matrix, [1, rows, columns]; undefined for several matrices, or values that are no floats. */
export function asMatrix(info: TensorInfo): TensorInfo | undefined {
  const [rows = 0, columns = 0] = info.shape.slice(-2);
  const single = info.shape.slice(0, -2).every((size) => size === 1);
  return single && info.dtype === "float32" ? { ...info, shape: [1, rows, columns] } : undefined;
}

/** The side of the squares in which a matrix is transposed, so that both sides of the copy stay in the cache. */
const tile = 16;

/** A new matrix, [1, columns, rows]; the stock kernel takes up to four times as long at sides like 512 and 4096. */
export function transposed(backend: BackendWasm, matrix: TensorInfo): TensorInfo {
  const [, rows = 0, columns = 0] = matrix.shape;
  const result = backend.makeOutput([1, columns, rows], "float32");
  const from = floats(backend, matrix);
  const to = floats(backend, result);
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile);
      for (let column = left; column < right; column++) {
        let source = top * columns + column;
        for (let row = top; row < bottom; row++, source += columns) to[column * rows + row] = from[source]!;
      }
    }
  }
  return result;
}

const packedShapes = new WeakMap<object, string>();

/**
 * The stock backend keeps a packed second operand by its data alone, and would multiply by the wrong matrix when the
 * same data comes back under another shape. Then this gives a copy, which the caller frees, and else undefined.
 */
export function copyIfReshaped(backend: BackendWasm, b: TensorInfo): TensorInfo | undefined {
  const shape = b.shape.slice(-2).join();
  const packed = packedShapes.get(b.dataId);
  if (packed === undefined) packedShapes.set(b.dataId, shape);
  return packed === undefined || packed === shape ? undefined : run(backend, "Identity", { x: b });
}
