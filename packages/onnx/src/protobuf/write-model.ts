import { PolyheadError } from "@polyhead/spec";
import protobuf from "protobufjs/light.js";
import type { Model, Tensor } from "../graph.ts";
import { graphCodec, modelCodec, tensorCodec } from "./schema.ts";
import { rawDataOf, toGraphMessage, toModelMessage, toTensorMessage } from "./to-messages.ts";

/** The most bytes that one protobuf message may have. */
export const MAX_MODEL_BYTES: number = 2 ** 31 - 1;

const GRAPH_FIELD = 7;
const INITIALIZER_FIELD = 5;
const RAW_DATA_FIELD = 9;

/**
 * The bytes of an ONNX file, in chunks: the headers encoded, the weights as views of their own arrays, never copied.
 * The metadata comes before the graph, so that a reader of the first bytes finds it. The same model gives the same bytes.
 *
 * @throws PolyheadError `model-invalid`, before the first chunk, for a model of more than 2^31 − 1 bytes, a tensor
 * whose data and dims disagree, or an integer that int64 messages cannot hold exactly
 */
export function writeModel(model: Model): Iterable<Uint8Array> {
  const initializers = model.graph.initializers.flatMap(initializerChunks);
  const graph = [graphCodec.encode(toGraphMessage(model.graph)), ...initializers];
  const head = modelCodec.encode(toModelMessage(model));
  const chunks = [head, lengthPrefix(GRAPH_FIELD, byteLength(graph)), ...graph];
  const bytes = byteLength(chunks);
  if (bytes > MAX_MODEL_BYTES)
    throw new PolyheadError(
      "model-invalid",
      `One ONNX file holds at most ${MAX_MODEL_BYTES} bytes. Received a model of ${bytes} bytes; make it smaller, or split it.`,
      { details: { bytes, limit: MAX_MODEL_BYTES } },
    );
  return chunks;
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

function initializerChunks(tensor: Tensor): Uint8Array[] {
  const header = tensorCodec.encode(toTensorMessage(tensor));
  const rawData = rawDataOf(tensor.data);
  const content = rawData ? [header, lengthPrefix(RAW_DATA_FIELD, rawData.length), rawData] : [header];
  return [lengthPrefix(INITIALIZER_FIELD, byteLength(content)), ...content];
}

/** Tag and length of a length-delimited field. */
function lengthPrefix(field: number, length: number): Uint8Array {
  return new protobuf.Writer()
    .uint32((field << 3) | 2)
    .uint32(length)
    .finish();
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
