// Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), as far as this package uses them.
import protobuf from "protobufjs/light.js";

/** What protobufjs gives and takes for int64: on the way in only safe integers, since it writes a BigInt as 0. */
export type Int64 = number | { readonly low: number; readonly high: number };

interface EntryMessage {
  readonly key?: string;
  readonly value?: string;
}

export interface OperatorSetMessage {
  readonly domain?: string;
  readonly version?: Int64;
}

export interface DimensionMessage {
  readonly dimValue?: Int64;
  readonly dimParam?: string;
}

export interface TypeMessage {
  readonly tensorType?: {
    readonly elemType?: number;
    readonly shape?: { readonly dim?: readonly DimensionMessage[] };
  };
}

export interface ValueInfoMessage {
  readonly name?: string;
  readonly type?: TypeMessage;
}

export interface TensorMessage {
  readonly dims?: readonly Int64[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly stringData?: readonly Uint8Array[];
  readonly int64Data?: readonly Int64[];
  readonly name?: string;
  readonly rawData?: Uint8Array;
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly Int64[];
  readonly externalData?: readonly EntryMessage[];
  readonly dataLocation?: number;
}

export interface AttributeMessage {
  readonly name?: string;
  readonly f?: number;
  readonly i?: Int64;
  readonly s?: Uint8Array;
  readonly t?: TensorMessage;
  readonly g?: GraphMessage;
  readonly floats?: readonly number[];
  readonly ints?: readonly Int64[];
  readonly strings?: readonly Uint8Array[];
  readonly type?: number;
}

export interface NodeMessage {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeMessage[];
  readonly domain?: string;
}

export interface GraphMessage {
  readonly node?: readonly NodeMessage[];
  readonly name?: string;
  readonly initializer?: readonly TensorMessage[];
  readonly docString?: string;
  readonly input?: readonly ValueInfoMessage[];
  readonly output?: readonly ValueInfoMessage[];
  readonly valueInfo?: readonly ValueInfoMessage[];
  /** Only ever counted. */
  readonly sparseInitializer?: readonly Uint8Array[];
}

export interface ModelMessage {
  readonly irVersion?: Int64;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly docString?: string;
  readonly graph?: GraphMessage;
  readonly opsetImport?: readonly OperatorSetMessage[];
  readonly metadataProps?: readonly EntryMessage[];
  /** Only ever counted. */
  readonly functions?: readonly Uint8Array[];
}

type Fields = Readonly<Record<string, readonly [id: number, type: string, rule?: "repeated" | "packed"]>>;

const messages: Readonly<Record<string, Fields>> = {
  Entry: { key: [1, "string"], value: [2, "string"] },
  OperatorSet: { domain: [1, "string"], version: [2, "int64"] },
  Dimension: { dimValue: [1, "int64"], dimParam: [2, "string"] },
  Shape: { dim: [1, "Dimension", "repeated"] },
  TensorType: { elemType: [1, "int32"], shape: [2, "Shape"] },
  Type: { tensorType: [1, "TensorType"] },
  ValueInfo: { name: [1, "string"], type: [2, "Type"] },
  Tensor: {
    dims: [1, "int64", "repeated"],
    dataType: [2, "int32"],
    floatData: [4, "float", "packed"],
    int32Data: [5, "int32", "packed"],
    stringData: [6, "bytes", "repeated"],
    int64Data: [7, "int64", "packed"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    doubleData: [10, "double", "packed"],
    uint64Data: [11, "uint64", "packed"],
    externalData: [13, "Entry", "repeated"],
    dataLocation: [14, "int32"],
  },
  Attribute: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "bytes"],
    t: [5, "Tensor"],
    g: [6, "Graph"],
    floats: [7, "float", "repeated"],
    ints: [8, "int64", "repeated"],
    strings: [9, "bytes", "repeated"],
    type: [20, "int32"],
  },
  Node: {
    input: [1, "string", "repeated"],
    output: [2, "string", "repeated"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "Attribute", "repeated"],
    domain: [7, "string"],
  },
  Graph: {
    node: [1, "Node", "repeated"],
    name: [2, "string"],
    initializer: [5, "Tensor", "repeated"],
    docString: [10, "string"],
    input: [11, "ValueInfo", "repeated"],
    output: [12, "ValueInfo", "repeated"],
    valueInfo: [13, "ValueInfo", "repeated"],
    sparseInitializer: [15, "bytes", "repeated"],
  },
  Model: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    producerVersion: [3, "string"],
    domain: [4, "string"],
    docString: [6, "string"],
    graph: [7, "Graph"],
    opsetImport: [8, "OperatorSet", "repeated"],
    metadataProps: [14, "Entry", "repeated"],
    functions: [25, "bytes", "repeated"],
  },
};

// proto2, as onnx.proto is: a field that is there is told from one that is not, and a 0 is written.
const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, fields]) => [
      name,
      { edition: "proto2", fields: fieldsToJson(fields) },
    ]),
  ),
});

function fieldsToJson(fields: Fields): Record<string, protobuf.IField> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [
      name,
      { id, type, ...(rule && { rule: "repeated", options: { packed: rule === "packed" } }) },
    ]),
  );
}

/** Encodes and decodes one message type; fields that are absent stay absent. */
export interface Codec<Message> {
  encode(message: Message): Uint8Array;
  decode(bytes: Uint8Array): Message;
}

function codec<Message extends object>(name: string): Codec<Message> {
  const type = root.lookupType(name);
  return {
    encode: (message) => type.encode(message, new protobuf.Writer()).finish(),
    // The schema above is the proof that a decoded message has this form.
    decode: (bytes) => type.decode(new protobuf.Reader(bytes)) as unknown as Message,
  };
}

export const modelCodec: Codec<ModelMessage> = codec("Model");
export const graphCodec: Codec<GraphMessage> = codec("Graph");
export const tensorCodec: Codec<TensorMessage> = codec("Tensor");
