import { inputSize, type ImageInput } from "@polyhead/spec";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];

/** What bytes given as a picture are: a PNG or JPEG file, raw pixels, or neither. */
export type ImageBytes = "file" | "pixels" | "unknown";

/** Tells them apart; raw pixels could by chance begin as a JPEG does, so their exact length goes first. */
export function classifyImageBytes(spec: ImageInput, bytes: Uint8Array): ImageBytes {
  if (startsWith(bytes, PNG)) return "file";
  if (bytes.length === inputSize(spec)) return "pixels";
  return startsWith(bytes, JPEG) ? "file" : "unknown";
}

export function isImageFile(bytes: Uint8Array): boolean {
  return startsWith(bytes, PNG) || startsWith(bytes, JPEG);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
