import { PolyheadError } from "@polyhead/spec";
import type { DecodeValue } from "./encode-examples.ts";
import { classifyImageBytes } from "./encoded-image.ts";

/** Values are as the encoders take them; files and encoded images are refused, because a browser decodes those itself. */
export const decodeInBrowser: DecodeValue = (spec, value, name) => {
  const encoded =
    typeof value === "string" ||
    (value instanceof Uint8Array && spec.kind === "image" && classifyImageBytes(spec, value) === "file");
  if (spec.kind === "image" && encoded) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should be decoded pixels in a browser; received ${typeof value === "string" ? "a string" : "an encoded image"}. Draw it to a canvas and pass the ImageData.`,
      { details: { input: name } },
    );
  }
  return value;
};
