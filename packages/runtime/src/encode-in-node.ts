import { encodeInput, PolyheadError, type DecodedInput, type ImageInput } from "@polyhead/spec";
import { decodeImageFile } from "./decode-image-file.ts";
import type { Encode } from "./encode-batch.ts";
import { classifyImageBytes } from "./encoded-image.ts";
import type { Resize } from "./load-options.ts";

/** Encodes as `spec` does, and pictures also from PNG and JPEG: a file's path or its bytes. */
export function encodeInNode(resize: Resize | undefined): Encode {
  return (spec, value, name, target, offset) => {
    if (spec.kind === "image" && isEncoded(spec, value, name)) {
      return decodeImageFile(spec, value, name, resize).then((pixels) =>
        encodeInput(spec, pixels, name, target, offset),
      );
    }
    // `encodeInput` checks whatever it is given.
    return encodeInput(spec, value as DecodedInput, name, target, offset);
  };
}

function isEncoded(spec: ImageInput, value: unknown, name: string): value is string | Uint8Array {
  if (typeof value === "string") return true;
  if (!(value instanceof Uint8Array)) return false;
  const kind = classifyImageBytes(spec, value);
  if (kind === "unknown") {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be a PNG or JPEG file or ${spec.height} × ${spec.width} × ${spec.channels} raw pixel values; received ${value.length} bytes that are neither.`,
      { details: { input: name, length: value.length } },
    );
  }
  return kind === "file";
}
