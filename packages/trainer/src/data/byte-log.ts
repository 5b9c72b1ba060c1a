import { close, openSync, read, unlinkSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { unwritable } from "./unwritable.ts";

/** Bytes that are taken of a budget, or written, at a time. */
const CHUNK = 2 ** 20;

/** Pieces that lie this near to one another in the file are read at once… */
const NEAR = 4096;

/** …up to as much. */
const LARGEST_READ = 2 ** 20;

/** Memory that several logs share. */
export class MemoryBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether there was as much left; it is gone then. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** Pieces of a log, in any order. */
export interface Pieces {
  /** where each begins in the log */
  readonly starts: Float64Array;
  /** `[pieces + 1]`: where each goes, and the end of the last */
  readonly targets: Float64Array;
}

/**
 * Bytes that are appended, then read anywhere: in memory as long as the budget lasts, the rest in a file. The file has no
 * name from the moment it is open, so that it is gone however the process ends.
 */
export class ByteLog {
  readonly #chunks: Uint8Array[] = [];
  readonly #budget: MemoryBudget;
  readonly #path: string;
  #file: number | undefined;
  /** what comes after the chunks, and after what is in the file */
  #tail: Uint8Array = new Uint8Array();
  #filled = 0;
  #written = 0;
  /** of what is before the tail */
  #sum = 0;

  /** @param path of the file, if there has to be one */
  constructor(budget: MemoryBudget, path: string) {
    this.#budget = budget;
    this.#path = path;
  }

  get length(): number {
    return this.#inMemory + this.#written + this.#filled;
  }

  /** CRC-32 of all bytes. */
  get checksum(): number {
    return crc32(this.#tail.subarray(0, this.#filled), this.#sum);
  }

  /** @throws PolyheadError `file-unwritable` */
  append(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      if (this.#filled === this.#tail.length) this.#makeRoom();
      const part = bytes.subarray(from, from + this.#tail.length - this.#filled);
      this.#tail.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
    }
  }

  /** Copies pieces of the log to their places in `target`. */
  async read({ starts, targets }: Pieces, target: Uint8Array): Promise<void> {
    const pending: Promise<void>[] = [];
    let piece = 0;
    while (piece < starts.length) {
      const first = piece++;
      const begin = starts[first]!;
      let end = begin + targets[first + 1]! - targets[first]!;
      if (end <= this.#inMemory || begin >= this.#inMemory + this.#written) {
        this.#copy(begin, target.subarray(targets[first], targets[first + 1]));
        continue;
      }
      for (; piece < starts.length; piece++) {
        const next = starts[piece]!;
        const nextEnd = next + targets[piece + 1]! - targets[piece]!;
        if (next < end || next > end + NEAR || nextEnd > begin + LARGEST_READ) break;
        end = nextEnd;
      }
      pending.push(this.#readTogether(first, piece, end, { starts, targets }, target));
    }
    await Promise.all(pending);
  }

  close(): void {
    if (this.#file !== undefined) close(this.#file);
    this.#file = undefined;
  }

  get #inMemory(): number {
    return this.#chunks.length * CHUNK;
  }

  /** Puts the full tail where it belongs, and begins another. */
  #makeRoom(): void {
    const full = this.#tail;
    this.#sum = crc32(full, this.#sum);
    if (this.#file === undefined && full.length > 0) this.#chunks.push(full);
    if (this.#file !== undefined) this.#write(full);
    this.#filled = 0;
    if (this.#file !== undefined) return;
    if (!this.#budget.take(CHUNK)) this.#open();
    this.#tail = new Uint8Array(CHUNK);
  }

  #open(): void {
    try {
      this.#file = openSync(this.#path, "wx+", 0o600);
      unlinkSync(this.#path);
    } catch (cause) {
      throw unwritable(this.#path, cause);
    }
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let from = 0; from < bytes.length;)
        from += writeSync(this.#file!, bytes, from, bytes.length - from, this.#written + from);
    } catch (cause) {
      throw unwritable(this.#path, cause);
    }
    this.#written += bytes.length;
  }

  /** Reads what lies from the piece `first` to before `after`, and parts it. */
  async #readTogether(
    first: number,
    after: number,
    end: number,
    { starts, targets }: Pieces,
    target: Uint8Array,
  ): Promise<void> {
    const begin = starts[first]!;
    const alone = after === first + 1;
    const bytes = alone ? target.subarray(targets[first], targets[after]) : new Uint8Array(end - begin);
    await this.#fill(begin, bytes);
    if (alone) return;
    for (let piece = first; piece < after; piece++) {
      const from = starts[piece]! - begin;
      target.set(bytes.subarray(from, from + targets[piece + 1]! - targets[piece]!), targets[piece]);
    }
  }

  /** Fills `into` from any of the three parts. */
  async #fill(begin: number, into: Uint8Array): Promise<void> {
    const fileEnd = this.#inMemory + this.#written;
    const end = begin + into.length;
    if (begin < this.#inMemory) this.#copy(begin, into.subarray(0, this.#inMemory - begin));
    if (end > fileEnd) this.#copy(Math.max(begin, fileEnd), into.subarray(Math.max(0, fileEnd - begin)));
    const from = Math.max(begin, this.#inMemory);
    const inFile = into.subarray(from - begin, Math.min(end, fileEnd) - begin);
    await readWhole(this.#file!, inFile, from - this.#inMemory, this.#path);
  }

  /** Fills `into` from memory: from chunks, or from the tail. */
  #copy(begin: number, into: Uint8Array): void {
    const tailAt = this.#inMemory + this.#written;
    for (let at = begin; at < begin + into.length;) {
      const inTail = at >= tailAt;
      const bytes = inTail ? this.#tail : this.#chunks[Math.floor(at / CHUNK)]!;
      const from = inTail ? at - tailAt : at % CHUNK;
      const part = bytes.subarray(from, from + begin + into.length - at);
      into.set(part, at - begin);
      at += part.length;
    }
  }
}

const readAt = promisify(read);

async function readWhole(file: number, into: Uint8Array, position: number, path: string): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await readAt(file, into, done, into.length - done, position + done).catch(
      (cause: unknown) => {
        throw unreadable(path, messageOf(cause));
      },
    );
    if (bytesRead === 0) throw unreadable(path, "it ends too early");
    done += bytesRead;
  }
}

function unreadable(path: string, why: string): PolyheadError {
  return new PolyheadError(
    "file-invalid",
    `Rows that were put aside in ${path} should come back as they were; they do not (${why}). Check the disk, and train anew.`,
    { details: { path } },
  );
}
