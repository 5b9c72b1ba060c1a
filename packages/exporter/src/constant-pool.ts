import type { GraphBuilder, Value } from "@polyhead/onnx";

interface PooledConstant {
  readonly bytes: Buffer;
  readonly value: Value;
}

/** Float32 initializers of a graph; equal ones are written once, so that shared layers share their weights. */
export class ConstantPool {
  readonly #builder: GraphBuilder;
  readonly #byDims = new Map<string, PooledConstant[]>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  add(name: string, data: Float32Array, dims: readonly number[]): Value {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const key = dims.join();
    const pooled = this.#byDims.get(key) ?? [];
    const equal = pooled.find((other) => other.bytes.equals(bytes));
    if (equal !== undefined) return equal.value;
    const value = this.#builder.initializer(name, data, dims);
    this.#byDims.set(key, [...pooled, { bytes, value }]);
    return value;
  }
}
