import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { badFile, unreadable } from "./bad-file.ts";

/** Bytes in a chunk; twice as many, and a CSV parser is slower for its caches. */
const CHUNK = 64 * 1024;

/**
 * A file's bytes in chunks, unpacked where it is gzip, whatever its name.
 *
 * @throws PolyheadError `data-missing`, `data-invalid`
 */
export async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  const packed = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const bytes = packed ? pipeline(file, createGunzip({ chunkSize: CHUNK }), () => undefined) : file;
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (code.startsWith("Z_")) throw badFile(path, "should be whole gzip; it is damaged or cut short", cause);
    throw unreadable(path, cause);
  } finally {
    file.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
