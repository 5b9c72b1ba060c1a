import { PolyheadError } from "@polyhead/spec";
import type { Model } from "../graph.ts";
import { byteLength, inlineInitializer, modelChunks } from "./model-chunks.ts";

/** The most bytes that one protobuf message may have. */
export const MAX_MODEL_BYTES: number = 2 ** 31 - 1;

/**
 * The bytes of an ONNX file, in chunks: the headers encoded, the weights as views of their own arrays, never copied.
 * The metadata comes before the graph, so that a reader of the first bytes finds it. The same model gives the same bytes.
 *
 * @throws PolyheadError `model-invalid`, before the first chunk, for a model of more than 2^31 − 1 bytes, a tensor
 * whose data and dims disagree, or an integer that int64 messages cannot hold exactly
 */
export function writeModel(model: Model): Iterable<Uint8Array> {
  const chunks = modelChunks(model, inlineInitializer);
  const bytes = byteLength(chunks);
  if (bytes > MAX_MODEL_BYTES)
    throw new PolyheadError(
      "model-invalid",
      `One ONNX file holds at most ${MAX_MODEL_BYTES} bytes. Received a model of ${bytes} bytes; write its weights beside it with \`writeModelWithData\`.`,
      { details: { bytes, limit: MAX_MODEL_BYTES } },
    );
  return chunks;
}

/** Whether a model fits the one file that `writeModel` gives. */
export function fitsOneFile(model: Model): boolean {
  return byteLength(modelChunks(model, inlineInitializer)) <= MAX_MODEL_BYTES;
}

/** The bytes of an ONNX file in one array; throws as `writeModel` does. */
export function encodeModel(model: Model): Uint8Array {
  const chunks = [...writeModel(model)];
  const bytes = new Uint8Array(byteLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
