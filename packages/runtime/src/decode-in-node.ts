import { PolyheadError, type ImageInput } from "@polyhead/spec";
import { decodeImageFile } from "./decode-image-file.ts";
import type { DecodeValue } from "./encode-examples.ts";
import { classifyImageBytes } from "./encoded-image.ts";
import type { Resize } from "./load-options.ts";

/** Decodes pictures from PNG and JPEG: a file's path or its bytes. */
export function decodeInNode(resize: Resize | undefined): DecodeValue {
  return (spec, value, name) =>
    spec.kind === "image" && isEncoded(spec, value, name)
      ? decodeImageFile(spec, value, name, resize)
      : value;
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
