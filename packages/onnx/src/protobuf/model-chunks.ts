import protobuf from "protobufjs/light.js";
import type { Model, Tensor } from "../graph.ts";
import { EXTERNAL, type ExternalRange } from "./external-data.ts";
import { graphCodec, modelCodec, tensorCodec, type TensorMessage } from "./schema.ts";
import { rawDataOf, toGraphMessage, toModelMessage, toTensorMessage } from "./to-messages.ts";

const GRAPH_FIELD = 7;
const INITIALIZER_FIELD = 5;
const RAW_DATA_FIELD = 9;

/** A model's bytes in chunks, the metadata before the graph; `initializer` gives those of each initializer. */
export function modelChunks(model: Model, initializer: (tensor: Tensor) => Uint8Array[]): Uint8Array[] {
  const graph = [
    graphCodec.encode(toGraphMessage(model.graph)),
    ...model.graph.initializers.flatMap(initializer),
  ];
  const head = modelCodec.encode(toModelMessage(model));
  return [head, lengthPrefix(GRAPH_FIELD, byteLength(graph)), ...graph];
}

/** An initializer with its data, a view of the tensor's array. */
export function inlineInitializer(tensor: Tensor): Uint8Array[] {
  const rawData = rawDataOf(tensor.data);
  return initializerChunks(toTensorMessage(tensor), rawData);
}

/** An initializer whose data is in another file. */
export function externalInitializer(
  tensor: Tensor,
  { location, offset, length }: ExternalRange,
): Uint8Array[] {
  const externalData = Object.entries({ location, offset, length }).map(([key, value]) => ({
    key,
    value: String(value),
  }));
  return initializerChunks({ ...toTensorMessage(tensor), externalData, dataLocation: EXTERNAL });
}

export function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function initializerChunks(message: TensorMessage, rawData?: Uint8Array): Uint8Array[] {
  const header = tensorCodec.encode(message);
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
