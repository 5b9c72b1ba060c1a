import { open, type FileHandle } from "node:fs/promises";
import { PolyheadError } from "@polyhead/spec";
import { missing } from "./missing.ts";
import { PLANE, RECORD_BYTES } from "./layout.ts";

/** Records read at once: 0.75 MiB. */
const CHUNK_RECORDS = 256;

/** One record: the class's index, and `[32, 32, 3]` RGB. */
export interface LabelledImage {
  readonly label: number;
  readonly image: Uint8Array;
}

/**
 * Streams the records of one `.bin` file: each a label byte, then the red, green and blue planes.
 *
 * @throws PolyheadError `data-missing` or `data-invalid`
 */
export async function* batchFile(path: string, classes: number): AsyncGenerator<LabelledImage> {
  const file = await open(path).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    yield* records(file, path, classes);
  } finally {
    await file.close();
  }
}

async function* records(file: FileHandle, path: string, classes: number): AsyncGenerator<LabelledImage> {
  const { size } = await file.stat();
  if (size === 0 || size % RECORD_BYTES !== 0) throw wrongSize(path, size);
  const chunk = new Uint8Array(CHUNK_RECORDS * RECORD_BYTES);
  for (let start = 0; start < size; start += chunk.length) {
    const length = Math.min(chunk.length, size - start);
    await readFully(file, chunk.subarray(0, length), start, path, size);
    for (let at = 0; at < length; at += RECORD_BYTES) {
      yield decode(chunk.subarray(at, at + RECORD_BYTES), path, start + at, classes);
    }
  }
}

async function readFully(
  file: FileHandle,
  target: Uint8Array,
  position: number,
  path: string,
  size: number,
): Promise<void> {
  for (let filled = 0; filled < target.length;) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) {
      throw new PolyheadError(
        "data-invalid",
        `"${path}" ended at byte ${position + filled} of ${size}: it was cut while it was being read.`,
        { details: { path, byte: position + filled, size } },
      );
    }
    filled += bytesRead;
  }
}

function decode(bytes: Uint8Array, path: string, byte: number, classes: number): LabelledImage {
  const label = bytes[0] ?? 0;
  if (label >= classes) {
    const record = byte / RECORD_BYTES;
    throw new PolyheadError(
      "data-invalid",
      `"${path}" should start each record with a label from 0 to ${classes - 1}; record ${record} (byte ${byte}) has ${label}.`,
      { details: { path, record, byte, label } },
    );
  }
  const image = new Uint8Array(3 * PLANE);
  for (let pixel = 0; pixel < PLANE; pixel++) {
    image[3 * pixel] = bytes[1 + pixel] ?? 0;
    image[3 * pixel + 1] = bytes[1 + PLANE + pixel] ?? 0;
    image[3 * pixel + 2] = bytes[1 + 2 * PLANE + pixel] ?? 0;
  }
  return { label, image };
}

function wrongSize(path: string, size: number): PolyheadError {
  const records = Math.floor(size / RECORD_BYTES);
  const found =
    size === 0
      ? "it is empty"
      : `it has ${size} bytes, and the last ${size % RECORD_BYTES}, from byte ${records * RECORD_BYTES} on, are none`;
  return new PolyheadError(
    "data-invalid",
    `"${path}" should hold whole CIFAR-10 records of ${RECORD_BYTES} bytes; ${found}. Download it again.`,
    { details: { path, size, records } },
  );
}
