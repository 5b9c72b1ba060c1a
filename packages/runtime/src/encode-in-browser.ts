import { encodeInput, PolyheadError, type DecodedInput } from "@polyhead/spec";
import type { Encode } from "./encode-batch.ts";
import { classifyImageBytes } from "./encoded-image.ts";

/** Encodes as `spec` does; files and encoded images are refused, because a browser decodes those itself. */
export const encodeInBrowser: Encode = (spec, value, name, target, offset) => {
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
  // `encodeInput` checks whatever it is given.
  encodeInput(spec, value as DecodedInput, name, target, offset);
};
