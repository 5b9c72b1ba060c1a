import { PolyheadError } from "@polyhead/spec";
import { dataTypeOfCode } from "../data-type.ts";
import type { Attribute, Graph, Model, Node, Value } from "../graph.ts";
import type { Dimension, TensorType } from "../shape.ts";
import { attributeCodes } from "./attribute-codes.ts";
import { fromTensorMessage } from "./from-tensor-message.ts";
import { toSafeInteger, toText } from "./scalars.ts";
import type {
  AttributeMessage,
  DimensionMessage,
  GraphMessage,
  ModelMessage,
  NodeMessage,
  OperatorSetMessage,
  TypeMessage,
  ValueInfoMessage,
} from "./schema.ts";

// A field that the bytes lack reads as its default, or null; only an own property was in them.

export function fromModelMessage(message: ModelMessage): Model {
  const { graph, functions = [], opsetImport = [], metadataProps = [] } = message;
  if (!graph) throw invalid("it has no graph");
  if (functions.length > 0) throw invalid("local functions are not supported");
  const opsets = opsetImport.map(fromOperatorSet);
  const opset = opsets.find(([domain]) => domain === undefined)?.[1];
  if (opset === undefined) throw invalid("it imports no version of ONNX's own operator set");
  const customOpsets = opsets.filter(([domain]) => domain !== undefined);
  return {
    graph: fromGraphMessage(graph),
    irVersion: toSafeInteger(message.irVersion ?? 0, "the IR version"),
    opset,
    ...(customOpsets.length > 0 && { customOpsets: Object.fromEntries(customOpsets) }),
    producerName: message.producerName ?? "",
    producerVersion: message.producerVersion ?? "",
    ...(message.domain ? { domain: message.domain } : {}),
    metadata: Object.fromEntries(metadataProps.map(({ key = "", value = "" }) => [key, value])),
    ...(message.docString ? { docString: message.docString } : {}),
  };
}

function fromOperatorSet({ domain, version = 0 }: OperatorSetMessage): [string | undefined, number] {
  return [domainOf(domain), toSafeInteger(version, `opset "${domain ?? ""}"`)];
}

function fromGraphMessage(message: GraphMessage): Graph {
  if ((message.sparseInitializer ?? []).length > 0) throw invalid("sparse initializers are not supported");
  return {
    name: message.name ?? "",
    inputs: (message.input ?? []).map(fromValueInfo),
    outputs: (message.output ?? []).map(fromValueInfo),
    initializers: (message.initializer ?? []).map(fromTensorMessage),
    nodes: (message.node ?? []).map(fromNodeMessage),
    valueInfo: (message.valueInfo ?? []).map(fromValueInfo),
    ...(message.docString ? { docString: message.docString } : {}),
  };
}

function fromNodeMessage(message: NodeMessage): Node {
  const { name = "", opType = "", input = [], output = [], attribute = [] } = message;
  const domain = domainOf(message.domain);
  return {
    name,
    opType,
    ...(domain !== undefined && { domain }),
    inputs: input,
    outputs: output,
    attributes: Object.fromEntries(
      attribute.map((item) => [item.name ?? "", fromAttributeMessage(item, `${opType}.${item.name ?? ""}`)]),
    ),
  };
}

function fromAttributeMessage(message: AttributeMessage, label: string): Attribute {
  switch (message.type) {
    case attributeCodes.int:
      return { type: "int", value: toSafeInteger(message.i ?? 0, `attribute ${label}`) };
    case attributeCodes.float:
      return { type: "float", value: message.f ?? 0 };
    case attributeCodes.string:
      return { type: "string", value: toText(message.s ?? new Uint8Array(), `attribute ${label}`) };
    case attributeCodes.tensor:
      if (!message.t) throw invalid(`attribute ${label} lacks its tensor`);
      return { type: "tensor", value: fromTensorMessage(message.t) };
    case attributeCodes.graph:
      if (!message.g) throw invalid(`attribute ${label} lacks its graph`);
      return { type: "graph", value: fromGraphMessage(message.g) };
    case attributeCodes.ints:
      return { type: "ints", value: (message.ints ?? []).map((i) => toSafeInteger(i, `attribute ${label}`)) };
    case attributeCodes.floats:
      return { type: "floats", value: message.floats ?? [] };
    case attributeCodes.strings:
      return { type: "strings", value: (message.strings ?? []).map((s) => toText(s, `attribute ${label}`)) };
    default:
      throw invalid(`attribute ${label} has a type that is not supported, number ${message.type}`);
  }
}

function fromValueInfo({ name = "", type }: ValueInfoMessage): Value {
  const tensorType = type && fromTypeMessage(type, name);
  return { name, ...(tensorType && { type: tensorType }) };
}

function fromTypeMessage({ tensorType }: TypeMessage, name: string): TensorType | undefined {
  const dataType = dataTypeOfCode(tensorType?.elemType ?? 0);
  if (!tensorType?.shape || dataType === undefined) return undefined;
  return { dataType, shape: (tensorType.shape.dim ?? []).map((dim) => fromDimension(dim, name)) };
}

function fromDimension(message: DimensionMessage, name: string): Dimension {
  if (message.dimValue === undefined || !Object.hasOwn(message, "dimValue")) return message.dimParam ?? "";
  const length = toSafeInteger(message.dimValue, `a dimension of "${name}"`);
  return length < 0 ? "" : length;
}

function domainOf(domain: string | undefined): string | undefined {
  return domain === "" || domain === "ai.onnx" ? undefined : domain;
}

function invalid(rule: string): PolyheadError {
  return new PolyheadError("model-invalid", `The ONNX model cannot be read: ${rule}.`);
}
