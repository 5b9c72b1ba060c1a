import type { Rows, RowValues } from "./rows.ts";

const FIRST_CAPACITY = 4096;

/** Rows that are added one by one; kept as bytes while every row is bytes, as floats from the first that is not. */
export class RowBuffer {
  #values: RowValues | undefined;
  /** where each row starts, and where the next one will */
  readonly #starts: number[] = [0];

  get count(): number {
    return this.#starts.length - 1;
  }

  append(row: RowValues): void {
    const offset = this.#starts.at(-1) ?? 0;
    const values = this.#withRoom(row, offset + row.length);
    values.set(row, offset);
    this.#values = values;
    this.#starts.push(offset + row.length);
  }

  /** Copies of some rows, in this order. */
  take(places: Uint32Array): Rows {
    const starts = new Uint32Array(places.length + 1);
    for (const [index, place] of places.entries())
      starts[index + 1] = (starts[index] ?? 0) + this.#length(place);
    const values = likeOf(this.#values ?? new Float32Array(), starts.at(-1) ?? 0);
    for (const [index, place] of places.entries()) values.set(this.#row(place), starts[index]);
    return { count: places.length, values, starts };
  }

  #length(place: number): number {
    return (this.#starts[place + 1] ?? 0) - (this.#starts[place] ?? 0);
  }

  #row(place: number): RowValues {
    return this.#values?.subarray(this.#starts[place], this.#starts[place + 1]) ?? new Float32Array();
  }

  /** The values, or larger ones with those in them, of a type that holds `row`. */
  #withRoom(row: RowValues, needed: number): RowValues {
    const own = this.#values ?? likeOf(row, FIRST_CAPACITY);
    const same = !(own instanceof Uint8Array) || row instanceof Uint8Array;
    if (same && needed <= own.length) return own;
    const capacity = needed <= own.length ? own.length : Math.max(needed, 2 * own.length);
    const larger = likeOf(same ? own : row, capacity);
    larger.set(own);
    return larger;
  }
}

function likeOf(values: RowValues, length: number): RowValues {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  if (values instanceof Int32Array) return new Int32Array(length);
  return values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
