import { createModel } from "../create-model.ts";
import { GraphBuilder } from "../graph-builder.ts";
import type { Model, Tensor } from "../graph.ts";

/** image [batch, 3, 6, 6] → conv → relu → gemm → softmax → class [batch, 5] */
export function classifier(): Model {
  const graph = new GraphBuilder("classifier");
  const image = graph.input("image", "float32", ["batch", 3, 6, 6]);
  const kernel = graph.initializer("conv/kernel", ramp(4 * 3 * 3 * 3), [4, 3, 3, 3]);
  const bias = graph.initializer("conv/bias", ramp(4));
  const conv = graph.op(
    "Conv",
    [image, kernel, bias],
    { kernel_shape: [3, 3], strides: [2, 2] },
    { hint: "conv" },
  );
  const features = graph.op("Flatten", [graph.op("Relu", [conv])], { axis: 1 });
  const weights = graph.initializer("dense/kernel", ramp(16 * 5), [16, 5]);
  const logits = graph.op("Gemm", [features, weights, graph.initializer("dense/bias", ramp(5))], {
    alpha: 1,
  });
  graph.output(graph.op("Softmax", [logits], { axis: -1 }), "class");
  return createModel(graph.build());
}

function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => (index % 7) / 10 - 0.3);
}

/** A tensor of every data type, with the extremes that 64 bits hold. */
export const tensors: readonly Tensor[] = [
  { name: "float32", dataType: "float32", dims: [2], data: Float32Array.of(0.1, Number.NaN) },
  { name: "uint8", dataType: "uint8", dims: [2, 1], data: Uint8Array.of(9, 0, 255).subarray(1) },
  { name: "int8", dataType: "int8", dims: [2], data: Int8Array.of(-128, 127) },
  { name: "uint16", dataType: "uint16", dims: [1], data: Uint16Array.of(65_535) },
  { name: "int16", dataType: "int16", dims: [1], data: Int16Array.of(-32_768) },
  { name: "int32", dataType: "int32", dims: [1], data: Int32Array.of(-(2 ** 31)) },
  { name: "int64", dataType: "int64", dims: [3], data: BigInt64Array.of(-(2n ** 63n), -1n, 2n ** 63n - 1n) },
  { name: "string", dataType: "string", dims: [2], data: ["", "größer"] },
  { name: "bool", dataType: "bool", dims: [2], data: Uint8Array.of(1, 0) },
  { name: "float16", dataType: "float16", dims: [1], data: Uint16Array.of(0x3c00) },
  { name: "float64", dataType: "float64", dims: [], data: Float64Array.of(Math.PI) },
  { name: "uint32", dataType: "uint32", dims: [1], data: Uint32Array.of(2 ** 32 - 1) },
  { name: "uint64", dataType: "uint64", dims: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
  { name: "bfloat16", dataType: "bfloat16", dims: [0, 3], data: new Uint16Array() },
];

/** A model that uses every field of the data structure. */
export const everyField: Model = {
  graph: {
    name: "every field",
    inputs: [{ name: "x", type: { dataType: "float32", shape: ["batch", 0, "", 3] } }],
    outputs: [{ name: "y", type: { dataType: "int64", shape: [] } }],
    initializers: tensors,
    nodes: [
      {
        name: "first",
        opType: "Everything",
        domain: "org.example",
        inputs: ["x", "", "int64"],
        outputs: ["", "middle"],
        attributes: {
          int: { type: "int", value: -Number.MAX_SAFE_INTEGER },
          zero: { type: "int", value: 0 },
          float: { type: "float", value: 1 },
          string: { type: "string", value: "größer" },
          tensor: {
            type: "tensor",
            value: { name: "inner", dataType: "int8", dims: [2], data: Int8Array.of(-1, 1) },
          },
          ints: { type: "ints", value: [-1, 0, Number.MAX_SAFE_INTEGER] },
          floats: { type: "floats", value: [0.5, -2, 0] },
          strings: { type: "strings", value: ["a", ""] },
          graph: {
            type: "graph",
            value: {
              name: "body",
              inputs: [{ name: "step", type: { dataType: "float32", shape: ["batch"] } }],
              outputs: [{ name: "shifted", type: { dataType: "float32", shape: ["batch"] } }],
              initializers: [{ name: "shift", dataType: "float32", dims: [1], data: Float32Array.of(0.5) }],
              nodes: [
                {
                  name: "add",
                  opType: "Add",
                  inputs: ["step", "shift"],
                  outputs: ["shifted"],
                  attributes: {},
                },
              ],
              valueInfo: [],
            },
          },
        },
      },
      { name: "second", opType: "Size", inputs: ["middle"], outputs: ["y"], attributes: {} },
    ],
    valueInfo: [{ name: "middle", type: { dataType: "bool", shape: [2, "batch"] } }],
    docString: "a graph",
  },
  irVersion: 8,
  opset: 17,
  customOpsets: { "org.example": 3 },
  producerName: "polyhead",
  producerVersion: "0.1.0",
  domain: "org.example.models",
  metadata: { zebra: "1", aardvark: "größer" },
  docString: "a model",
};
