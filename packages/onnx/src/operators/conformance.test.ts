// What is inferred for each operator is what ONNX Runtime computes, dimension by dimension and type by type.
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { checkModel } from "../check-model.ts";
import { createModel } from "../create-model.ts";
import { dataTypeCode } from "../data-type.ts";
import { GraphBuilder, type OpAttributes } from "../graph-builder.ts";
import type { Value } from "../graph.ts";
import { encodeModel } from "../protobuf/write-model.ts";
import { operators } from "./operator-table.ts";

type Constant =
  | { readonly ints: readonly number[]; readonly dims?: readonly number[] }
  | { readonly floats: readonly number[] };

interface Case {
  /** Shapes of float32 or bool inputs; a list of numbers is an int64 or a float32 initializer instead. */
  readonly inputs: readonly (
    | readonly number[]
    | { readonly bools: readonly number[] }
    | Constant
    | undefined
  )[];
  readonly attributes?: OpAttributes;
  readonly body?: (body: GraphBuilder) => void;
  readonly outputs?: number;
}

const image = [2, 4, 9, 7];
const unary: readonly Case[] = [{ inputs: [[2, 3]] }, { inputs: [[]] }];
const binary: readonly Case[] = [
  {
    inputs: [
      [2, 3],
      [2, 3],
    ],
  },
  {
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
  },
  { inputs: [[5], []] },
];
const variadic: readonly Case[] = [...binary, { inputs: [[2, 3]] }, { inputs: [[2, 1], [3], [4, 1, 1]] }];
const softmax: readonly Case[] = [{ inputs: [[2, 3, 4]] }, { inputs: [[2, 3, 4]], attributes: { axis: 1 } }];
const global: readonly Case[] = [{ inputs: [image] }, { inputs: [[2, 4, 5]] }];
const windows: readonly Case[] = [
  { inputs: [image], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
  { inputs: [image], attributes: { kernel_shape: [3, 2], pads: [1, 0, 1, 1], strides: [2, 1] } },
  { inputs: [image], attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 } },
  {
    inputs: [image],
    attributes: { kernel_shape: [3, 3], strides: [2, 3], pads: [0, 0, 1, 1], ceil_mode: 1 },
  },
  {
    inputs: [[1, 1, 3, 3]],
    attributes: { kernel_shape: [2, 2], strides: [3, 3], pads: [0, 0, 1, 1], ceil_mode: 1 },
  },
  { inputs: [image], attributes: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" } },
  { inputs: [image], attributes: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "VALID" } },
];
const reduction = (axes: readonly number[], keepdims: number): Case => ({
  inputs: [[2, 3, 4]],
  attributes: { axes, keepdims },
});
const reductions: readonly Case[] = [
  reduction([1], 1),
  reduction([-1, 0], 0),
  { inputs: [[2, 3, 4]] },
  { inputs: [[2, 3, 4]], attributes: { keepdims: 0 } },
];

const recurrence = (gates: number, outputs: number): readonly Case[] => [
  {
    inputs: [
      [5, 2, 3],
      [1, gates * 4, 3],
      [1, gates * 4, 4],
    ],
    attributes: { hidden_size: 4 },
    outputs,
  },
  {
    inputs: [[5, 2, 3], [2, gates * 4, 3], [2, gates * 4, 4], [2, 2 * gates * 4], undefined, [2, 2, 4]],
    attributes: { hidden_size: 4, direction: "bidirectional" },
    outputs,
  },
];

const cases: Readonly<Record<string, readonly Case[]>> = {
  Abs: unary,
  Add: binary,
  And: [{ inputs: [{ bools: [2, 1] }, { bools: [3] }] }],
  AveragePool: [...windows, { inputs: [image], attributes: { kernel_shape: [2, 2], count_include_pad: 1 } }],
  BatchNormalization: [
    { inputs: [image, [4], [4], [4], [4]], attributes: { epsilon: 1e-3, momentum: 0.9 } },
    { inputs: [image, [4], [4], [4], [4]], attributes: { training_mode: 1 }, outputs: 3 },
  ],
  Cast: [
    { inputs: [[2, 3]], attributes: { to: dataTypeCode("int64") } },
    { inputs: [[2, 3]], attributes: { to: dataTypeCode("float16") } },
    { inputs: [[2, 3]], attributes: { to: dataTypeCode("bool") } },
  ],
  Clip: unary,
  Concat: [
    {
      inputs: [
        [2, 3],
        [2, 5],
        [2, 1],
      ],
      attributes: { axis: 1 },
    },
    {
      inputs: [
        [2, 3],
        [4, 3],
      ],
      attributes: { axis: -2 },
    },
  ],
  Conv: [
    { inputs: [image, [6, 4, 3, 3], [6]], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
    { inputs: [image, [6, 4, 3, 2]], attributes: { strides: [2, 3], pads: [0, 1, 1, 0] } },
    { inputs: [image, [6, 4, 3, 3]], attributes: { dilations: [2, 3] } },
    { inputs: [image, [8, 1, 3, 3]], attributes: { group: 4 } },
    { inputs: [image, [6, 4, 3, 3]], attributes: { strides: [2, 2], auto_pad: "SAME_LOWER" } },
    {
      inputs: [
        [2, 3, 10],
        [5, 3, 4],
      ],
      attributes: { strides: [3] },
    },
    {
      inputs: [
        [1, 2, 5, 5, 5],
        [3, 2, 2, 2, 2],
      ],
    },
  ],
  ConvTranspose: [
    { inputs: [image, [4, 6, 3, 2], [6]] },
    { inputs: [image, [4, 3, 3, 3]], attributes: { group: 2, strides: [2, 3], pads: [1, 0, 1, 1] } },
    { inputs: [image, [4, 6, 3, 2]], attributes: { dilations: [2, 1] } },
    { inputs: [image, [4, 6, 1, 1]], attributes: { strides: [3, 2], output_padding: [2, 1] } },
    {
      inputs: [
        [1, 2, 5, 4, 3],
        [2, 3, 2, 2, 2],
      ],
    },
  ],
  CumSum: [{ inputs: [[2, 3], { ints: [1] }], attributes: { reverse: 1 } }],
  Div: binary,
  Elu: [{ inputs: [[2, 3]], attributes: { alpha: 1 } }],
  Equal: binary,
  Erf: unary,
  Exp: unary,
  Expand: [
    { inputs: [[2, 1, 4], { ints: [1, 3, 1] }] },
    { inputs: [[3], { ints: [2, 1] }] },
    { inputs: [[2, 1], { ints: [5] }] },
  ],
  Flatten: [
    { inputs: [image] },
    { inputs: [image], attributes: { axis: 0 } },
    { inputs: [image], attributes: { axis: -1 } },
    { inputs: [image], attributes: { axis: 4 } },
  ],
  Gather: [
    { inputs: [[5, 6], { ints: [0, 2, 4] }] },
    { inputs: [[5, 6], { ints: [1] }], attributes: { axis: -1 } },
  ],
  GRU: recurrence(3, 2),
  GatherND: [
    { inputs: [[5, 6], { ints: [2] }] },
    { inputs: [[5, 6], { ints: [2, 3] }] },
    { inputs: [[2, 6, 3], { ints: [5, 1], dims: [2, 1] }], attributes: { batch_dims: 1 } },
  ],
  Gemm: [
    { inputs: [[2, 3], [3, 5], [5]], attributes: { alpha: 1, beta: 1 } },
    {
      inputs: [
        [3, 2],
        [5, 3],
      ],
      attributes: { transA: 1, transB: 1 },
    },
  ],
  GlobalAveragePool: global,
  GlobalMaxPool: global,
  Greater: binary,
  GreaterOrEqual: binary,
  HardSigmoid: [{ inputs: [[2, 3]], attributes: { alpha: 1, beta: 0 } }],
  Identity: unary,
  IsNaN: unary,
  LSTM: recurrence(4, 3),
  LayerNormalization: [
    { inputs: [[2, 3, 4], [4]], attributes: { epsilon: 1e-3 } },
    {
      inputs: [
        [2, 3, 4],
        [3, 4],
        [3, 4],
      ],
      attributes: { axis: 1 },
      outputs: 3,
    },
  ],
  LeakyRelu: [{ inputs: [[2, 3]], attributes: { alpha: 1 } }],
  Less: binary,
  LessOrEqual: binary,
  Log: unary,
  LogSoftmax: softmax,
  MatMul: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      inputs: [
        [5, 1, 2, 3],
        [4, 3, 6],
      ],
    },
    { inputs: [[3], [3, 4]] },
    { inputs: [[2, 3], [3]] },
    { inputs: [[3], [3]] },
  ],
  MaxPool: [
    ...windows,
    { inputs: [image], attributes: { kernel_shape: [2, 2], dilations: [2, 3] } },
    { inputs: [image], attributes: { kernel_shape: [2, 2] }, outputs: 2 },
  ],
  Max: variadic,
  Min: variadic,
  Mul: binary,
  Neg: unary,
  Not: [{ inputs: [{ bools: [2, 3] }] }],
  Pad: [
    { inputs: [[2, 3], { ints: [0, 1, 2, 3] }] },
    { inputs: [[4, 4], { ints: [1, 1, 1, 1] }], attributes: { mode: "reflect" } },
  ],
  Pow: binary,
  PRelu: [
    {
      inputs: [
        [2, 3, 4],
        [3, 1],
      ],
    },
  ],
  RNN: recurrence(1, 2),
  ReduceMax: reductions,
  ReduceMean: reductions,
  ReduceSum: [
    { inputs: [[2, 3, 4], { ints: [1] }] },
    { inputs: [[2, 3, 4], { ints: [-1, 0] }], attributes: { keepdims: 0 } },
    { inputs: [[2, 3, 4]] },
    { inputs: [[2, 3, 4]], attributes: { noop_with_empty_axes: 1 } },
  ],
  Relu: unary,
  Reshape: [
    { inputs: [[2, 3, 4], { ints: [0, -1] }] },
    { inputs: [[2, 3, 4], { ints: [4, 6] }] },
    { inputs: [[3, 0], { ints: [0, 5] }], attributes: { allowzero: 1 } },
    { inputs: [[0, 3], { ints: [-1, 3] }] },
    { inputs: [[0, 3], { ints: [0, 3] }] },
    { inputs: [[1], { ints: [] }] },
  ],
  Resize: [
    { inputs: [image, undefined, { floats: [1, 1, 2, 2.5] }], attributes: { mode: "linear" } },
    { inputs: [image, undefined, undefined, { ints: [2, 4, 5, 20] }], attributes: { mode: "nearest" } },
  ],
  Scan: [
    {
      inputs: [
        [2, 3],
        [2, 5, 4],
      ],
      attributes: { num_scan_inputs: 1, scan_input_axes: [1], scan_output_axes: [1] },
      outputs: 2,
      body: (body) => {
        const state = body.input("state", "float32", [2, 3]);
        const step = body.input("step", "float32", [2, 4]);
        body.output(body.op("Relu", [state]), "after");
        body.output(body.op("Relu", [step]), "output");
      },
    },
  ],
  Selu: [{ inputs: [[2, 3]], attributes: { alpha: 2, gamma: 1 } }],
  Shape: [{ inputs: [[2, 3, 4]] }, { inputs: [[2, 3, 4]], attributes: { start: 1, end: -1 } }],
  Sigmoid: unary,
  Slice: [
    { inputs: [[5, 6], { ints: [1, -4] }, { ints: [3, 100] }] },
    { inputs: [[5, 6], { ints: [-1] }, { ints: [-100] }, { ints: [-1] }, { ints: [-2] }] },
    { inputs: [[5, 6], { ints: [4] }, { ints: [2] }, { ints: [0] }] },
    { inputs: [[5, 6], { ints: [0, 9] }, { ints: [5, 0] }, { ints: [1, 0] }, { ints: [2, -3] }] },
  ],
  Softmax: softmax,
  Softplus: unary,
  Softsign: unary,
  Split: [{ inputs: [[2, 6], { ints: [1, 2, 3] }], attributes: { axis: -1 }, outputs: 3 }],
  Sqrt: unary,
  Squeeze: [{ inputs: [[1, 2, 1, 3]] }, { inputs: [[1, 2, 1, 3], { ints: [-2] }] }],
  Sub: binary,
  Tanh: unary,
  ThresholdedRelu: [{ inputs: [[2, 3]], attributes: { alpha: 1 } }],
  TopK: [
    { inputs: [[2, 5], { ints: [3] }], outputs: 2 },
    { inputs: [[4, 5], { ints: [3] }], attributes: { axis: 0 }, outputs: 2 },
  ],
  Transpose: [{ inputs: [[2, 3, 4]] }, { inputs: [[2, 3, 4]], attributes: { perm: [1, 2, 0] } }],
  Unsqueeze: [{ inputs: [[2, 3], { ints: [0, -1] }] }, { inputs: [[], { ints: [0] }] }],
  Where: [{ inputs: [{ bools: [2, 1] }, [3], [2, 3]] }],
};

test("every operator of the table has cases here", () => {
  expect(Object.keys(cases).toSorted()).toEqual([...operators.keys()].toSorted());
});

test.each(Object.entries(cases).flatMap(([opType, list]) => list.map((item) => [opType, item] as const)))(
  "%s of %j",
  async (opType, { inputs, attributes, body, outputs: count = 1 }) => {
    const builder = new GraphBuilder(opType);
    const feeds: Record<string, OrtTensor> = {};
    const values = inputs.map((input, index): Value | undefined => {
      if (input === undefined) return undefined;
      if ("ints" in input)
        return builder.initializer("constant", BigInt64Array.from(input.ints, BigInt), input.dims);
      if ("bools" in input) {
        const size = input.bools.reduce((product, length) => product * length, 1);
        feeds[`x${index}`] = new OrtTensor("bool", new Uint8Array(size).fill(1), input.bools);
        return builder.input(`x${index}`, "bool", input.bools);
      }
      if ("floats" in input) return builder.initializer("constant", Float32Array.from(input.floats));
      const size = input.reduce((product, length) => product * length, 1);
      feeds[`x${index}`] = new OrtTensor("float32", new Float32Array(size).fill(1), input);
      return builder.input(`x${index}`, "float32", input);
    });
    const results = builder.op(
      opType,
      values,
      { ...attributes, ...(body && { body: filled(builder, body) }) },
      { outputs: count },
    );
    const outputs = results.map((value, index) => builder.output(value, `y${index}`));
    const model = createModel(builder.build());
    checkModel(model);
    const session = await InferenceSession.create(encodeModel(model), { logSeverityLevel: 4 });
    const actual = await session.run(feeds);
    expect(outputs.map(({ name, type }) => [name, type?.dataType, type?.shape])).toEqual(
      outputs.map(({ name }) => [name, actual[name]?.type, actual[name]?.dims]),
    );
    await session.release();
  },
);

function filled(around: GraphBuilder, fill: (body: GraphBuilder) => void): GraphBuilder {
  const body = new GraphBuilder("body", { around });
  fill(body);
  return body;
}
