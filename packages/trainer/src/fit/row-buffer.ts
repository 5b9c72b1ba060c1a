/** Rows of equal size that grow one by one; kept as bytes while every row is bytes, as floats from the first that is not. */
export class RowBuffer {
  readonly size: number;
  #count = 0;
  #values: Uint8Array | Float32Array;

  constructor(size: number, initial: "bytes" | "floats") {
    this.size = size;
    this.#values = initial === "bytes" ? new Uint8Array(size * 64) : new Float32Array(size * 64);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a row that `write` fills in, given where the row starts. */
  append(kind: "bytes" | "floats", write: (values: Uint8Array | Float32Array, offset: number) => void): void {
    if (kind === "floats" && this.#values instanceof Uint8Array)
      this.#values = Float32Array.from(this.#values);
    const offset = this.#count * this.size;
    if (offset + this.size > this.#values.length) this.#values = doubled(this.#values);
    write(this.#values, offset);
    this.#count++;
  }

  /** `[count, size]`, row-major. */
  finish(): Uint8Array | Float32Array {
    return this.#values.slice(0, this.#count * this.size);
  }
}

function doubled(values: Uint8Array | Float32Array): Uint8Array | Float32Array {
  const larger =
    values instanceof Uint8Array ? new Uint8Array(values.length * 2) : new Float32Array(values.length * 2);
  larger.set(values);
  return larger;
}
