import type { TypedArray } from "@tensorflow/tfjs-core";
import type { EmitDataType } from "../operators/emit-tensor.ts";
import { newArray } from "./plan.ts";

/**
 * Arrays that were given back, for the next that needs one of their type and size.
 *
 * A new array costs the operating system a fault for each page, which is more than most kernels take to fill it.
 */
export class ArrayPool {
  readonly #maxBytes: number;
  /** Free arrays by type and size; those used last are last. */
  readonly #free = new Map<string, TypedArray[]>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** An array with any contents. */
  take(dtype: EmitDataType, size: number): TypedArray {
    const free = this.#free.get(`${dtype}:${size}`)?.pop();
    if (free === undefined) return newArray(dtype, size);
    this.#bytes -= free.byteLength;
    return free;
  }

  /** Keeps an array that nothing refers to any more, at the cost of the kind unused for longest. */
  give(dtype: EmitDataType, array: TypedArray): void {
    if (array.byteLength > this.#maxBytes) return;
    const key = `${dtype}:${array.length}`;
    const kind = this.#free.get(key) ?? [];
    kind.push(array);
    this.#free.delete(key);
    this.#free.set(key, kind);
    this.#bytes += array.byteLength;
    this.#shrink();
  }

  clear(): void {
    this.#free.clear();
    this.#bytes = 0;
  }

  #shrink(): void {
    for (const [key, kind] of this.#free) {
      while (this.#bytes > this.#maxBytes && kind.length > 0) this.#bytes -= kind.pop()!.byteLength;
      if (kind.length === 0) this.#free.delete(key);
      if (this.#bytes <= this.#maxBytes) return;
    }
  }
}
