import { PolyheadError } from "@polyhead/spec";
import * as fc from "fast-check";
import { onnx } from "onnx-proto";
import { expect, test } from "vitest";
import { classifier, everyField, tensors } from "../testing/sample-models.ts";
import { readModel } from "./read-model.ts";
import { encodeModel } from "./write-model.ts";

const { DataType } = onnx.TensorProto;

function encode(graph: onnx.IGraphProto, model: onnx.IModelProto = {}): Uint8Array {
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ version: 17 }], graph, ...model }).finish();
}

function readTensor(tensor: onnx.ITensorProto) {
  return readModel(encode({ initializer: [{ name: "t", ...tensor }] })).graph.initializers[0];
}

function readAttribute(attribute: onnx.IAttributeProto) {
  return readModel(encode({ node: [{ opType: "Op", attribute: [{ name: "a", ...attribute }] }] }));
}

test.each([
  [DataType.FLOAT, { floatData: [0.5, -1] }, Float32Array.of(0.5, -1)],
  [DataType.DOUBLE, { doubleData: [Math.PI, 0] }, Float64Array.of(Math.PI, 0)],
  [DataType.INT64, { int64Data: [-5, 7] }, BigInt64Array.of(-5n, 7n)],
  [DataType.UINT64, { uint64Data: [2 ** 53 - 1, 0] }, BigUint64Array.of(2n ** 53n - 1n, 0n)],
  [DataType.UINT32, { uint64Data: [2 ** 32 - 1, 0] }, Uint32Array.of(2 ** 32 - 1, 0)],
  [DataType.INT32, { int32Data: [-1, 1] }, Int32Array.of(-1, 1)],
  [DataType.INT16, { int32Data: [-1, 1] }, Int16Array.of(-1, 1)],
  [DataType.INT8, { int32Data: [-1, 1] }, Int8Array.of(-1, 1)],
  [DataType.UINT8, { int32Data: [255, 1] }, Uint8Array.of(255, 1)],
  [DataType.BOOL, { int32Data: [0, 1] }, Uint8Array.of(0, 1)],
  [DataType.UINT16, { int32Data: [65_535, 1] }, Uint16Array.of(65_535, 1)],
  [DataType.FLOAT16, { int32Data: [0x3c00, 0] }, Uint16Array.of(0x3c00, 0)],
  [DataType.STRING, { stringData: [Buffer.from("a"), Buffer.from("ß")] }, ["a", "ß"]],
])("a tensor of data type %i is read from its typed field", (dataType, field, data) => {
  expect(readTensor({ dims: [2], dataType, ...field })?.data).toEqual(data);
});

test("tensors own their memory", () => {
  const bytes = encodeModel(everyField);
  const model = readModel(bytes);
  bytes.fill(0);
  expect(model.graph.initializers).toEqual(tensors);
});

test("types of what is no tensor, or of no known rank, are left out", () => {
  const { graph } = readModel(
    encode({
      input: [
        { name: "sequence", type: { sequenceType: {} } },
        { name: "unranked", type: { tensorType: { elemType: DataType.FLOAT } } },
        {
          name: "negative",
          type: { tensorType: { elemType: DataType.FLOAT, shape: { dim: [{ dimValue: -1 }] } } },
        },
      ],
    }),
  );
  expect(graph.inputs).toEqual([
    { name: "sequence" },
    { name: "unranked" },
    { name: "negative", type: { dataType: "float32", shape: [""] } },
  ]);
});

test("ONNX's own domain has one name", () => {
  const bytes = encode(
    { node: [{ opType: "Relu", domain: "ai.onnx" }] },
    { opsetImport: [{ domain: "ai.onnx", version: 12 }] },
  );
  const model = readModel(bytes);
  expect(model).toMatchObject({ opset: 12, graph: { nodes: [{ opType: "Relu" }] } });
  expect(model.graph.nodes[0]).not.toHaveProperty("domain");
});

test.each([
  ["nothing", () => readModel(new Uint8Array()), "no graph"],
  [
    "more than 2 GB",
    () => readModel(new Uint8Array(2 ** 31)),
    "at most 2147483647 bytes. Received 2147483648",
  ],
  ["text", () => readModel(Buffer.from("<!doctype html><html></html>")), "not an ONNX model"],
  [
    "a PNG",
    () => readModel(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)),
    "not an ONNX model",
  ],
  [
    "a truncated file",
    () => readModel(encodeModel(classifier()).subarray(0, -100)),
    "Check that the file is whole",
  ],
  ["no opset", () => readModel(encode({}, { opsetImport: [] })), "no version of ONNX's own operator set"],
  ["local functions", () => readModel(encode({}, { functions: [{ name: "f" }] })), "local functions"],
  ["sparse initializers", () => readModel(encode({ sparseInitializer: [{}] })), "sparse initializers"],
  [
    "external data",
    () => readTensor({ dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, dataType: 1 }),
    "its data is in another file, which `externalData` must read",
  ],
  ["an unknown data type", () => readTensor({ dataType: 99 }), "number 99"],
  [
    "absurd dims",
    () => readTensor({ dims: [2 ** 40, 2 ** 40], dataType: 1, rawData: new Uint8Array(4) }),
    "ask for",
  ],
  ["negative dims", () => readTensor({ dims: [-1, -1], dataType: 1, floatData: [1] }), "0 or more"],
  [
    "half an element",
    () => readTensor({ dims: [1], dataType: 1, rawData: new Uint8Array(5) }),
    "no whole number",
  ],
  ["bytes as text", () => readTensor({ dims: [1], dataType: 8, stringData: [Uint8Array.of(0xff)] }), "UTF-8"],
  [
    "a list of graphs",
    () => readAttribute({ type: onnx.AttributeProto.AttributeType.GRAPHS, graphs: [{}] }),
    "Op.a has a type that is not supported, number 10",
  ],
  [
    "a graph attribute without graph",
    () => readAttribute({ type: onnx.AttributeProto.AttributeType.GRAPH }),
    "lacks its graph",
  ],
  [
    "a tensor attribute without tensor",
    () => readAttribute({ type: onnx.AttributeProto.AttributeType.TENSOR }),
    "lacks its tensor",
  ],
])("%s is refused with its reason", (_, read, reason) => {
  expect(read).toThrow(
    expect.objectContaining({ code: "model-invalid", message: expect.stringContaining(reason) }),
  );
});

test("an int beyond 2^53 is refused, not rounded", () => {
  const model = encodeModel(everyField);
  const varint = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xf0, 0xff, 0x01];
  const at = Buffer.from(model).indexOf(Uint8Array.from(varint));
  expect(at).toBeGreaterThan(0);
  model[at] = 0x80;
  model[at + 6] = 0x80;
  expect(() => readModel(model)).toThrow("must lie within ±(2^53 − 1)");
});

test("a damaged file reads as a model that can be written, or is refused", () => {
  const whole = encodeModel(everyField);
  const at = fc.nat(whole.length - 1);
  const flip = fc
    .record({ at, byte: fc.nat(255) })
    .map(({ at, byte }) => ({ at, remove: 1, insert: [byte] }));
  const splice = fc.record({ at, remove: fc.nat(9), insert: fc.array(fc.nat(255), { maxLength: 9 }) });
  const truncate = at.map((at) => ({ at, remove: whole.length, insert: [] }));
  const damage = fc.oneof({ arbitrary: flip, weight: 8 }, splice, truncate);
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (list) => {
      const bytes = [...whole];
      for (const { at, remove, insert } of list) bytes.splice(at, remove, ...insert);
      try {
        const model = readModel(Uint8Array.from(bytes));
        expect(encodeModel(readModel(encodeModel(model)))).toEqual(encodeModel(model));
        read++;
      } catch (error) {
        if (!(error instanceof PolyheadError)) throw error;
        refused++;
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(Math.min(read, refused)).toBeGreaterThan(200);
});
