/** Bytes that are read a piece at a time, so that a large file need not be in memory. */
export interface ByteSource {
  readonly size: number;
  /** the bytes from `offset` on, fewer than `length` only at the end */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
