import { crc32c } from "./crc32c.ts";

/** What TensorFlow adds to a checksum, so that one that is stored with its data does not come out as a constant. */
const MASK = 0xa282ead8;

/** Bytes framed as a TFRecord: length, its checksum, the bytes, their checksum (tensorflow/core/lib/io/record_writer.h). */
export function frameRecord(bytes: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(bytes.length + 16);
  frame.writeBigUInt64LE(BigInt(bytes.length), 0);
  frame.writeUInt32LE(masked(crc32c(frame.subarray(0, 8))), 8);
  frame.set(bytes, 12);
  frame.writeUInt32LE(masked(crc32c(bytes)), 12 + bytes.length);
  return frame;
}

function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + MASK) >>> 0;
}
