import { onnx } from "onnx-proto";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Attribute, Model, Tensor } from "../graph.ts";
import { classifier, everyField, tensors } from "../testing/sample-models.ts";
import { readModel } from "./read-model.ts";
import { encodeModel, fitsOneFile, MAX_MODEL_BYTES, writeModel } from "./write-model.ts";

function withAttribute(value: Attribute): Model {
  const node = { name: "n", opType: "Op", inputs: ["x"], outputs: ["y"], attributes: { value } };
  return { ...everyField, graph: { ...everyField.graph, nodes: [node] } };
}

test.each([
  ["a classifier", classifier()],
  ["every field", everyField],
])("%s is read back as it was written", (_, model) => {
  expect(readModel(encodeModel(model))).toEqual(model);
});

test("the same model gives the same bytes, chunked or not", () => {
  const bytes = encodeModel(classifier());
  expect(encodeModel(classifier())).toEqual(bytes);
  expect(Buffer.concat([...writeModel(classifier())]).equals(bytes)).toBe(true);
});

test("weights are chunks that share the memory of their arrays", () => {
  const model = classifier();
  const chunks = [...writeModel(model)];
  for (const { data } of model.graph.initializers)
    expect(chunks.filter(({ buffer }) => buffer === (data as Float32Array).buffer)).toHaveLength(1);
});

test("the metadata comes before the graph", () => {
  const bytes = Buffer.from(encodeModel(everyField));
  expect(bytes.indexOf("zebra")).toBeLessThan(bytes.indexOf("aardvark"));
  expect(bytes.indexOf("aardvark")).toBeLessThan(bytes.indexOf("every field"));
});

const batchType = { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "batch" }] } } };

test("another decoder of ONNX finds the same content", () => {
  const model = onnx.ModelProto.decode(encodeModel(everyField));
  expect(onnx.ModelProto.toObject(model, { longs: Number, enums: String, bytes: Array })).toMatchObject({
    irVersion: 8,
    producerName: "polyhead",
    producerVersion: "0.1.0",
    domain: "org.example.models",
    docString: "a model",
    opsetImport: [
      { domain: "", version: 17 },
      { domain: "org.example", version: 3 },
    ],
    metadataProps: [
      { key: "zebra", value: "1" },
      { key: "aardvark", value: "größer" },
    ],
    graph: {
      name: "every field",
      docString: "a graph",
      input: [
        {
          name: "x",
          type: {
            tensorType: {
              elemType: 1,
              shape: { dim: [{ dimParam: "batch" }, { dimValue: 0 }, {}, { dimValue: 3 }] },
            },
          },
        },
      ],
      output: [{ name: "y", type: { tensorType: { elemType: 7, shape: {} } } }],
      valueInfo: [
        {
          name: "middle",
          type: { tensorType: { elemType: 9, shape: { dim: [{ dimValue: 2 }, { dimParam: "batch" }] } } },
        },
      ],
      initializer: tensors.map(({ name, dims }) => (dims.length > 0 ? { name, dims } : { name })),
      node: [
        {
          name: "first",
          opType: "Everything",
          domain: "org.example",
          input: ["x", "", "int64"],
          output: ["", "middle"],
          attribute: [
            { name: "int", type: "INT", i: -Number.MAX_SAFE_INTEGER },
            { name: "zero", type: "INT", i: 0 },
            { name: "float", type: "FLOAT", f: 1 },
            { name: "string", type: "STRING", s: [...Buffer.from("größer")] },
            {
              name: "tensor",
              type: "TENSOR",
              t: { name: "inner", dataType: 3, dims: [2], rawData: [255, 1] },
            },
            { name: "ints", type: "INTS", ints: [-1, 0, Number.MAX_SAFE_INTEGER] },
            { name: "floats", type: "FLOATS", floats: [0.5, -2, 0] },
            { name: "strings", type: "STRINGS", strings: [[97], []] },
            {
              name: "graph",
              type: "GRAPH",
              g: {
                name: "body",
                input: [{ name: "step", type: batchType }],
                output: [{ name: "shifted", type: batchType }],
                initializer: [{ name: "shift", dataType: 1, dims: [1], rawData: [0, 0, 0, 63] }],
                node: [{ name: "add", opType: "Add", input: ["step", "shift"], output: ["shifted"] }],
              },
            },
          ],
        },
        { name: "second", opType: "Size", input: ["middle"], output: ["y"] },
      ],
    },
  });
});

test("raw data is little-endian, and strings have none", () => {
  const { graph } = onnx.ModelProto.decode(encodeModel(everyField));
  const of = (name: string) => graph?.initializer?.find((tensor) => tensor.name === name);
  expect(of("int64")?.dataType).toBe(onnx.TensorProto.DataType.INT64);
  expect(Buffer.from(of("int64")?.rawData ?? []).readBigInt64LE(16)).toBe(2n ** 63n - 1n);
  expect(Buffer.from(of("float64")?.rawData ?? []).readDoubleLE()).toBe(Math.PI);
  expect(of("string")?.stringData).toHaveLength(2);
  expect(of("string")?.rawData).toHaveLength(0);
});

test.each([1, 7])("ONNX Runtime computes what the graph says, at batch %i", async (batch) => {
  const session = await InferenceSession.create(encodeModel(classifier()), { logSeverityLevel: 4 });
  expect([session.inputNames, session.outputNames]).toEqual([["image"], ["class"]]);
  const image = new OrtTensor("float32", new Float32Array(batch * 108).fill(0.5), [batch, 3, 6, 6]);
  const output = (await session.run({ image }))["class"];
  expect(output?.dims).toEqual([batch, 5]);
  const probabilities = output?.data as Float32Array;
  for (let row = 0; row < batch; row++)
    expect(probabilities.slice(row * 5, row * 5 + 5).reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
  await session.release();
});

test.each([
  ["a BigInt", 5n as unknown as number],
  ["a fraction", 0.5],
  ["an integer beyond 2^53", 2 ** 53],
  ["not a number", Number.NaN],
])("an int that is %s is refused rather than written as something else", (_, value) => {
  const refused = expect.objectContaining({
    code: "model-invalid",
    message: expect.stringContaining(String(value)),
  });
  expect(() => writeModel(withAttribute({ type: "int", value }))).toThrow(refused);
  expect(() => writeModel(withAttribute({ type: "ints", value: [1, value] }))).toThrow(refused);
  expect(() => writeModel({ ...everyField, opset: value })).toThrow(refused);
  expect(() => writeModel({ ...everyField, irVersion: value })).toThrow(refused);
  const output = { name: "y", type: { dataType: "float32", shape: [value] } } as const;
  expect(() => writeModel({ ...everyField, graph: { ...everyField.graph, outputs: [output] } })).toThrow(
    refused,
  );
});

test("a tensor that is shorter than its dims ask is refused", () => {
  const tensor: Tensor = { name: "short", dataType: "float32", dims: [2, 2], data: new Float32Array(3) };
  const model = { ...everyField, graph: { ...everyField.graph, initializers: [tensor] } };
  expect(() => writeModel(model)).toThrow(
    'Tensor "short" is malformed: dims [2, 2] ask for 4 elements. Received 3.',
  );
});

test("a model of more than 2 GB is refused before its first byte", () => {
  const data = new Float32Array(2 ** 27);
  const initializers = ["a", "b", "c", "d"].map((name): Tensor => ({
    name,
    dataType: "float32",
    dims: [data.length],
    data,
  }));
  const model = createModel({ ...new GraphBuilder("huge").build(), initializers });
  expect(() => writeModel(model)).toThrow(`at most ${MAX_MODEL_BYTES} bytes`);
  const three = createModel({ ...model.graph, initializers: initializers.slice(1) });
  expect([...writeModel(three)].at(-1)).toHaveLength(2 ** 29);
  expect([model, three].map(fitsOneFile)).toEqual([false, true]);
});

test("what the builder writes, the checker passes", () => {
  expect(() => checkModel(readModel(encodeModel(classifier())))).not.toThrow();
});
