import { messageOf, PolyheadError } from "@polyhead/spec";
import type { Model } from "../graph.ts";
import { withExternalData, type ReadExternalData } from "./external-data.ts";
import { fromModelMessage } from "./from-messages.ts";
import { modelCodec, type ModelMessage } from "./schema.ts";
import { MAX_MODEL_BYTES } from "./write-model.ts";

export interface ReadOptions {
  /** Reads weights that are in files beside the model; without it, a model that has such is refused. */
  readonly externalData?: ReadExternalData;
}

/**
 * The model that the bytes of an ONNX file hold; nothing of it shares memory with them.
 *
 * Values that are not tensors of a known data type and rank have no type. What the model type has no place for and
 * that changes no result (doc strings of nodes, training info) is left out.
 *
 * @throws PolyheadError `model-invalid` for bytes that are no ONNX model, tensors whose data and dims disagree, and
 * what is not supported: sparse initializers, local functions, and attributes that hold types or lists of graphs
 */
export function readModel(bytes: Uint8Array, { externalData }: ReadOptions = {}): Model {
  if (bytes.length > MAX_MODEL_BYTES)
    throw new PolyheadError(
      "model-invalid",
      `One ONNX file holds at most ${MAX_MODEL_BYTES} bytes. Received ${bytes.length}.`,
    );
  const message = decode(bytes);
  if (externalData === undefined || !message.graph) return fromModelMessage(message);
  return fromModelMessage({ ...message, graph: withExternalData(message.graph, externalData) });
}

function decode(bytes: Uint8Array): ModelMessage {
  try {
    return modelCodec.decode(bytes);
  } catch (cause) {
    throw new PolyheadError(
      "model-invalid",
      `The ${bytes.length} bytes are not an ONNX model: they do not parse as protobuf (${messageOf(cause)}). Check that the file is whole.`,
      { cause },
    );
  }
}
