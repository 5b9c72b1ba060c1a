import { PolyheadError } from "@polyhead/spec";
import { dataTypeCode, isStrings, type TensorData } from "../data-type.ts";
import type { Attribute, Graph, Model, Node, Tensor, Value } from "../graph.ts";
import type { Dimension } from "../shape.ts";
import { checkTensor } from "../tensor.ts";
import { attributeCodes } from "./attribute-codes.ts";
import type {
  AttributeMessage,
  DimensionMessage,
  GraphMessage,
  ModelMessage,
  NodeMessage,
  TensorMessage,
  ValueInfoMessage,
} from "./schema.ts";

const encoder = new TextEncoder();

/** Everything of a model but its graph. */
export function toModelMessage(model: Model): ModelMessage {
  const opsets = [["", model.opset] as const, ...Object.entries(model.customOpsets ?? {})];
  return {
    irVersion: int64(model.irVersion, "the IR version"),
    producerName: model.producerName,
    producerVersion: model.producerVersion,
    ...(model.domain !== undefined && { domain: model.domain }),
    ...(model.docString !== undefined && { docString: model.docString }),
    opsetImport: opsets.map(([domain, version]) => ({
      domain,
      version: int64(version, `opset "${domain}"`),
    })),
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  };
}

/** Everything of a graph but its initializers. */
export function toGraphMessage(graph: Graph): GraphMessage {
  return {
    node: graph.nodes.map(toNodeMessage),
    name: graph.name,
    ...(graph.docString !== undefined && { docString: graph.docString }),
    input: graph.inputs.map(toValueInfoMessage),
    output: graph.outputs.map(toValueInfoMessage),
    valueInfo: (graph.valueInfo ?? []).map(toValueInfoMessage),
  };
}

/** Everything of a tensor but its raw data; strings have none. */
export function toTensorMessage(tensor: Tensor): TensorMessage {
  checkTensor(tensor);
  const { name, dataType, dims, data } = tensor;
  return {
    dims: dims.map((dim) => int64(dim, `a dim of tensor "${name}"`)),
    dataType: dataTypeCode(dataType),
    ...(isStrings(data) && { stringData: data.map((text) => encoder.encode(text)) }),
    name,
  };
}

/** A view of the bytes, undefined for strings. */
export function rawDataOf(data: TensorData): Uint8Array | undefined {
  return isStrings(data) ? undefined : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function toWholeTensorMessage(tensor: Tensor): TensorMessage {
  const rawData = rawDataOf(tensor.data);
  return { ...toTensorMessage(tensor), ...(rawData && { rawData }) };
}

function toNodeMessage({ name, opType, domain, inputs, outputs, attributes }: Node): NodeMessage {
  return {
    input: inputs,
    output: outputs,
    name,
    opType,
    attribute: Object.entries(attributes).map(([key, attribute]) => toAttributeMessage(key, attribute)),
    ...(domain !== undefined && { domain }),
  };
}

function toAttributeMessage(name: string, attribute: Attribute): AttributeMessage {
  return { name, ...attributeContent(name, attribute), type: attributeCodes[attribute.type] };
}

function attributeContent(name: string, attribute: Attribute): AttributeMessage {
  switch (attribute.type) {
    case "int":
      return { i: int64(attribute.value, `attribute "${name}"`) };
    case "float":
      return { f: attribute.value };
    case "string":
      return { s: encoder.encode(attribute.value) };
    case "tensor":
      return { t: toWholeTensorMessage(attribute.value) };
    case "graph": {
      const initializer = attribute.value.initializers.map(toWholeTensorMessage);
      return { g: { ...toGraphMessage(attribute.value), initializer } };
    }
    case "ints":
      return { ints: attribute.value.map((value) => int64(value, `attribute "${name}"`)) };
    case "floats":
      return { floats: attribute.value };
    default:
      return { strings: attribute.value.map((text) => encoder.encode(text)) };
  }
}

function toValueInfoMessage({ name, type }: Value): ValueInfoMessage {
  if (type === undefined) return { name };
  const dim = type.shape.map((dimension) => toDimensionMessage(name, dimension));
  return { name, type: { tensorType: { elemType: dataTypeCode(type.dataType), shape: { dim } } } };
}

function toDimensionMessage(name: string, dimension: Dimension): DimensionMessage {
  if (dimension === "") return {};
  if (typeof dimension === "string") return { dimParam: dimension };
  return { dimValue: int64(dimension, `a dimension of "${name}"`) };
}

// protobufjs writes whatever is no number, and a BigInt too, as 0 without a word.
function int64(value: number, label: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw new PolyheadError(
    "model-invalid",
    `The model cannot be written: ${label} must be an integer within ±(2^53 − 1). Received ${String(value)}.`,
  );
}
