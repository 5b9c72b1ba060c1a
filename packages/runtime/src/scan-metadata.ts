// ONNX is one protobuf message, `ModelProto` (onnx.proto3): here only its top-level fields are walked.
import { PolyheadError } from "@polyhead/spec";
import type { ByteSource } from "./byte-source.ts";

/** Largest model file: a protobuf message cannot be larger. Weights beyond that are external data. */
export const MAX_MODEL_BYTES: number = 2 ** 31 - 1;
/** Most top-level fields that a model file may have. */
export const MAX_FIELDS = 100_000;
/** Most entries of `metadata_props` that are read. */
export const MAX_METADATA_PROPS = 1_000;
/** Largest `metadata_props`, all entries together. */
export const MAX_METADATA_BYTES: number = 64 * 2 ** 20;

const GRAPH = 7;
const METADATA_PROPS = 14;
const KEY = 1;
const VALUE = 2;

/** Two varints, the tag and the length, of ten bytes at most each. */
const MAX_HEADER_BYTES = 20;

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** One field of a message: where its payload starts and ends. */
interface Field {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `metadata_props` of an ONNX file without parsing its graph.
 *
 * @param what names the file in errors
 * @throws PolyheadError `model-invalid` for anything that is not a whole ONNX file
 */
export async function scanMetadata(source: ByteSource, what: string): Promise<ReadonlyMap<string, string>> {
  const metadata = new Map<string, string>();
  let hasGraph = false;
  let budget = MAX_METADATA_BYTES;
  let fields = 0;
  let props = 0;
  if (source.size === 0) throw invalid(what, "it is empty");
  if (source.size > MAX_MODEL_BYTES) throw invalid(what, `it is larger than ${MAX_MODEL_BYTES} bytes`);
  for (let offset = 0; offset < source.size;) {
    if (++fields > MAX_FIELDS) throw invalid(what, `it has more than ${MAX_FIELDS} top-level fields`);
    const header = await source.read(offset, MAX_HEADER_BYTES);
    const field = readField(header, offset, source.size);
    if (field === undefined || !isWellTyped(field))
      throw invalid(what, `it is broken or cut off at byte ${offset} of ${source.size}`);
    if (field.number === GRAPH) hasGraph = true;
    if (field.number === METADATA_PROPS) {
      budget -= field.end - field.start;
      if (++props > MAX_METADATA_PROPS || budget < 0) throw invalid(what, "its metadata is too large");
      const entry = readEntry(await source.read(field.start, field.end - field.start));
      if (entry === undefined) throw invalid(what, `its metadata is broken at byte ${field.start}`);
      metadata.set(...entry);
    }
    offset = field.end;
  }
  if (!hasGraph) throw invalid(what, "it holds no graph");
  return metadata;
}

function invalid(what: string, reason: string): PolyheadError {
  return new PolyheadError("model-invalid", `${what} should be a whole ONNX model; ${reason}.`, {
    details: { source: what, reason },
  });
}

/** The field whose tag is at the start of `bytes`, which lie at `base` in a message of `size` bytes. */
function readField(bytes: Uint8Array, base: number, size: number): Field | undefined {
  const tag = readVarint(bytes, 0);
  if (tag === undefined) return undefined;
  const number = Math.floor(tag.value / 8);
  const wire = tag.value % 8;
  const payload = readPayload(bytes, tag.next, wire);
  if (number === 0 || payload === undefined) return undefined;
  const start = base + payload.next;
  const end = start + payload.value;
  return end > size ? undefined : { number, wire, start, end };
}

function isWellTyped({ number, wire }: Field): boolean {
  return (number !== GRAPH && number !== METADATA_PROPS) || wire === WIRE.bytes;
}

/** How long a payload is, and where it starts. */
function readPayload(
  bytes: Uint8Array,
  at: number,
  wire: number,
): { value: number; next: number } | undefined {
  if (wire === WIRE.bytes) return readVarint(bytes, at);
  if (wire === WIRE.fixed32) return { value: 4, next: at };
  if (wire === WIRE.fixed64) return { value: 8, next: at };
  const varint = wire === WIRE.varint ? readVarint(bytes, at) : undefined;
  return varint && { value: 0, next: varint.next };
}

function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return undefined;
}

/** A `StringStringEntryProto`. */
function readEntry(bytes: Uint8Array): [key: string, value: string] | undefined {
  const entry: [string, string] = ["", ""];
  for (let offset = 0; offset < bytes.length;) {
    const field = readField(bytes.subarray(offset, offset + MAX_HEADER_BYTES), offset, bytes.length);
    if (field === undefined) return undefined;
    if (field.number === KEY || field.number === VALUE) {
      const text = decodeText(bytes.subarray(field.start, field.end));
      if (field.wire !== WIRE.bytes || text === undefined) return undefined;
      entry[field.number - 1] = text;
    }
    offset = field.end;
  }
  return entry;
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
