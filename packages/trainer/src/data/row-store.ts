// B rows, P parts of each
import { ByteLog, MemoryBudget, type Pieces } from "./byte-log.ts";
import type { Rows, RowValues } from "./rows.ts";

/** Where rows are kept. */
export interface Storage {
  /** as long as it lasts, in memory */
  readonly budget: MemoryBudget;
  /** then in files of this path and something more */
  readonly path: string;
}

/** The layout of a row: the type and the number of values of each part. */
interface Layout {
  readonly types: readonly number[];
  readonly lengths: readonly number[];
}

const TYPES = [Uint8Array, Float32Array, Int32Array, Float64Array] as const;

/** For every part of a row with a layout of its own: its type and its length. */
const HEADER = 8;

/**
 * Rows of several parts, appended one by one and read in any order. Rows with the layout of the first take their bytes alone;
 * from the first one that differs on, each tells its layout, and a second log where it begins.
 */
export class RowStore {
  readonly #parts: number;
  readonly #log: ByteLog;
  readonly #begins: ByteLog;
  #layout: Layout | undefined;
  #size = 0;
  /** rows of the first row's layout, before any other */
  #even = 0;
  #count = 0;

  /** @param parts P */
  constructor(parts: number, { budget, path }: Storage) {
    this.#parts = parts;
    this.#log = new ByteLog(budget, `${path}.rows`);
    this.#begins = new ByteLog(budget, `${path}.begins`);
  }

  get count(): number {
    return this.#count;
  }

  /** CRC-32 of all rows, in their order. */
  get checksum(): number {
    return this.#log.checksum;
  }

  /** @throws PolyheadError `file-unwritable` */
  append(row: readonly RowValues[]): void {
    const bytes = row.map(bytesOf);
    this.#layout ??= this.#firstLayout(row);
    if (this.#even === this.#count && fits(row, this.#layout)) this.#even++;
    else {
      this.#begins.append(bytesOf(Float64Array.of(this.#log.length)));
      this.#log.append(bytesOf(Uint32Array.from(row.flatMap((part) => [typeOf(part), part.length]))));
    }
    for (const part of bytes) this.#log.append(part);
    this.#count++;
  }

  /** Copies of some rows, in this order: P times B of them. */
  async read(places: Uint32Array): Promise<Rows[]> {
    const pieces = await this.#piecesOf(places);
    const bytes = new Uint8Array(pieces.targets.at(-1)!);
    await this.#log.read(pieces, bytes);
    const layouts = Array.from(places, (place, index) =>
      place < this.#even ? this.#layout! : this.#layoutAt(bytes, pieces.targets[index]!),
    );
    const offsets = Float64Array.from(places, (place, index) => {
      return pieces.targets[index]! + (place < this.#even ? 0 : HEADER * this.#parts);
    });
    return Array.from({ length: this.#parts }, (_, part) => partOf(part, bytes, layouts, offsets));
  }

  close(): void {
    this.#log.close();
    this.#begins.close();
  }

  #firstLayout(row: readonly RowValues[]): Layout {
    this.#size = row.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return { types: row.map(typeOf), lengths: row.map(({ length }) => length) };
  }

  async #piecesOf(places: Uint32Array): Promise<Pieces> {
    const uneven = places.filter((place) => place >= this.#even);
    const begins = await this.#beginsOf(uneven);
    const starts = new Float64Array(places.length);
    const targets = new Float64Array(places.length + 1);
    let next = 0;
    for (const [index, place] of places.entries()) {
      const own = place < this.#even ? undefined : next++;
      const start = own === undefined ? place * this.#size : begins[2 * own]!;
      starts[index] = start;
      targets[index + 1] = targets[index]! + (own === undefined ? this.#size : begins[2 * own + 1]! - start);
    }
    return { starts, targets };
  }

  /** Where rows with layouts of their own begin and end: `[2B]`. */
  async #beginsOf(places: Uint32Array): Promise<Float64Array> {
    const found = new Float64Array(2 * places.length).fill(this.#log.length);
    const targets = new Float64Array(places.length + 1);
    const starts = Float64Array.from(places, (place, index) => {
      // The last row ends where the log does.
      targets[index + 1] = targets[index]! + (place === this.#count - 1 ? 8 : 16);
      return 8 * (place - this.#even);
    });
    const bytes = new Uint8Array(targets.at(-1)!);
    await this.#begins.read({ starts, targets }, bytes);
    const values = new Float64Array(bytes.buffer);
    for (const index of places.keys())
      found.set(values.subarray(targets[index]! / 8, targets[index + 1]! / 8), 2 * index);
    return found;
  }

  #layoutAt(bytes: Uint8Array, offset: number): Layout {
    const header = new Uint32Array(bytes.slice(offset, offset + HEADER * this.#parts).buffer);
    return {
      types: [...header].filter((_, index) => index % 2 === 0),
      lengths: [...header].filter((_, index) => index % 2 === 1),
    };
  }
}

/** One part of rows that lie in `bytes`; moves the offsets to the next part. */
function partOf(part: number, bytes: Uint8Array, layouts: readonly Layout[], offsets: Float64Array): Rows {
  const starts = new Uint32Array(layouts.length + 1);
  for (const [row, { lengths }] of layouts.entries()) starts[row + 1] = starts[row]! + lengths[part]!;
  const type = widest(new Set(layouts.map(({ types }) => types[part]!)));
  const values = new TYPES[type]!(starts.at(-1)!);
  const into = bytesOf(values);
  for (const [row, { types, lengths }] of layouts.entries()) {
    const own = types[part]!;
    const size = lengths[part]! * TYPES[own]!.BYTES_PER_ELEMENT;
    const from = bytes.subarray(offsets[row], offsets[row]! + size);
    if (own === type) into.set(from, starts[row]! * values.BYTES_PER_ELEMENT);
    else values.set(new TYPES[own]!(from.slice().buffer), starts[row]);
    offsets[row]! += size;
  }
  return { count: layouts.length, values, starts };
}

/** The type that holds the values of some: bytes fit any, others that are mixed need the widest. */
function widest(types: ReadonlySet<number>): number {
  const others = [...types].filter((type) => type !== 0);
  return others.length > 1 ? TYPES.length - 1 : (others[0] ?? 0);
}

function fits(row: readonly RowValues[], { types, lengths }: Layout): boolean {
  return row.every((part, index) => typeOf(part) === types[index] && part.length === lengths[index]);
}

function typeOf(values: RowValues): number {
  return TYPES.findIndex((type) => values instanceof type);
}

function bytesOf({ buffer, byteOffset, byteLength }: RowValues | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
