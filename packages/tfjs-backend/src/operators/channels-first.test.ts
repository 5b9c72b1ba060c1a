// Every kernel gives the same on tensors that come channels-first, as they do within a compiled step.
import { square, type NamedAttrMap, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { nativeTensor, planKernel } from "../eager/plan.ts";
import { nativeRuntime } from "../native/runtime.ts";
import { random } from "../testing/agreement.ts";
import type { Emission } from "./emission.ts";
import type { EmitTensor } from "./emit-tensor.ts";
import { operatorTable } from "./operator-table.ts";
import type { Emit } from "./operator.ts";

const runtime = nativeRuntime();

type Inputs = Readonly<Record<string, Tensor>>;
type Layout = (emission: Emission, tensor: EmitTensor, index: number) => EmitTensor;

/** The values of the kernel's outputs, its inputs brought into a layout first. */
function valuesOf(name: string, inputs: Inputs, attrs: NamedAttrMap, layout: Layout): readonly number[][] {
  const emit: Emit = (call) => {
    const laidOut = Object.entries(call.inputs).map(
      ([key, tensor], index) => [key, layout(call.emission, tensor, index)] as const,
    );
    return operatorTable.get(name)!({ ...call, inputs: Object.fromEntries(laidOut) });
  };
  const plan = planKernel(runtime, name, emit, Object.entries(inputs), attrs, 1)!;
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([key, tensor]) => [
      key,
      nativeTensor(tensor.dataSync(), tensor.shape, tensor.dtype as "float32"),
    ]),
  );
  const values = plan.read(feeds).map((array) => [...array]);
  plan.dispose();
  return values;
}

const plain: Layout = (_, tensor) => tensor;
const all: Layout = (emission, tensor) =>
  tensor.shape.length === 4
    ? { ...tensor, value: emission.channelsFirst(tensor), channelsFirst: true }
    : tensor;
const first: Layout = (emission, tensor, index) => (index === 0 ? all(emission, tensor, index) : tensor);
const second: Layout = (emission, tensor, index) => (index === 1 ? all(emission, tensor, index) : tensor);

const shape = [2, 6, 4, 3] as const;
const [a, b] = [random(shape), random(shape, "float32", 2)];
const half = random([2, 3, 2, 3], "float32", 3);
const filter = random([3, 3, 3, 5], "float32", 4);
const pool = { filterSize: 2, strides: 2, pad: "valid" };
const overlapping = { filterSize: 3, strides: 1, pad: "same" };
const convolution = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1 };
const wide = random([2, 6, 4, 5], "float32", 5);
const perChannel = random([3], "float32", 6);

type Case = readonly [name: string, inputs: Inputs, attrs?: NamedAttrMap];

const cases: Case[] = [
  ...["Relu", "Sigmoid", "Step", "Square", "Softplus", "LeakyRelu"].map(
    (name) => [name, { x: a }, { alpha: 0.1 }] as const,
  ),
  ...["Add", "Multiply", "Greater", "SquaredDifference"].flatMap(
    (name) =>
      [
        [name, { a, b }],
        [name, { a, b: perChannel }],
        [name, { a, b: random([]) }],
        [name, { a, b: random([4, 3]) }],
        [name, { a, b: random([2, 1, 1, 3]) }],
        [name, { a: random([1, 6, 1, 3]), b }],
        [name, { a: random([5, 1, 1, 1, 1]), b }],
      ] as const,
  ),
  ...["Sum", "Mean", "Max"].flatMap((name) =>
    [[0, 1, 2], [1, 2], [3], [0, 1, 2, 3], [0], [2, 3]].flatMap((axis) =>
      [false, true].map((keepDims) => [name, { x: a }, { axis, reductionIndices: axis, keepDims }] as const),
    ),
  ),
  ["Softmax", { logits: a }, { dim: 3 }],
  ["ArgMax", { x: a }, { axis: 3 }],
  ["Prelu", { x: a, alpha: random([6, 4, 3], "float32", 7) }],
  ["EluGrad", { dy: a, y: b }],
  ["Select", { condition: random(shape, "bool"), t: a, e: b }],
  ["Conv2D", { x: a, filter }, convolution],
  ["Conv2D", { x: a, filter }, { ...convolution, strides: 2 }],
  ["Conv2DBackpropInput", { dy: wide, filter }, { ...convolution, inputShape: [...shape] }],
  ["Conv2DBackpropFilter", { x: a, dy: wide }, { ...convolution, filterShape: filter.shape }],
  ["FusedConv2D", { x: a, filter, bias: random([5]) }, { ...convolution, activation: "relu" }],
  ["DepthwiseConv2dNative", { x: a, filter }, convolution],
  [
    "DepthwiseConv2dNativeBackpropFilter",
    { x: a, dy: random([2, 6, 4, 15]) },
    { ...convolution, filterShape: filter.shape },
  ],
  [
    "DepthwiseConv2dNativeBackpropInput",
    { dy: random([2, 6, 4, 15]), filter },
    { ...convolution, inputShape: [...shape] },
  ],
  ["MaxPool", { x: a }, pool],
  ["MaxPool", { x: a }, overlapping],
  ["AvgPool", { x: a }, pool],
  ["AvgPoolGrad", { dy: half, input: a }, pool],
  ["MaxPoolGrad", { dy: half, input: a }, pool],
  ["MaxPoolGrad", { dy: b, input: a }, overlapping],
  ["FusedBatchNorm", { x: a, mean: perChannel, variance: square(perChannel), scale: perChannel }],
  ["Reshape", { x: a }, { shape: [12, 12] }],
  ["ExpandDims", { input: a }, { dim: 1 }],
  ["Identity", { x: a }],
  ["Cast", { x: a }, { dtype: "int32" }],
  ["ZerosLike", { x: a }],
  ["Transpose", { x: a }, { perm: [1, 0, 3, 2] }],
  ["Slice", { x: a }, { begin: [0, 1, 1, 1], size: [1, 2, 3, 2] }],
  ["Reverse", { x: a }, { dims: [1, 3] }],
  ["Concat", { 0: a, 1: b }, { axis: 3 }],
  ["Pack", { 0: a, 1: b }, { axis: 0 }],
  ["Unpack", { value: a }, { axis: 1 }],
  ["SplitV", { x: a }, { numOrSizeSplits: 3, axis: 3 }],
  ["Tile", { x: a }, { reps: [1, 2, 1, 3] }],
  [
    "PadV2",
    { x: a },
    {
      paddings: [
        [0, 0],
        [1, 1],
        [2, 0],
        [0, 1],
      ],
      constantValue: 0,
    },
  ],
  [
    "MirrorPad",
    { x: a },
    {
      paddings: [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ],
      mode: "reflect",
    },
  ],
  ["ResizeBilinear", { images: a }, { size: [3, 8], alignCorners: false, halfPixelCenters: false }],
  ["ResizeNearestNeighbor", { images: a }, { size: [3, 8], alignCorners: false, halfPixelCenters: false }],
  ["BatchMatMul", { a, b }, { transposeA: true, transposeB: false }],
  ["GatherV2", { x: a, indices: random([2], "int32") }, { axis: 1, batchDims: 0 }],
  ["Cumsum", { x: a }, { axis: 2, exclusive: false, reverse: false }],
];

describe("the same on tensors that come channels-first", () => {
  test.each(cases.map(([name, inputs, attrs = {}]) => ({ name, inputs, attrs })))(
    "$name %#",
    ({ name, inputs, attrs }) => {
      const expected = valuesOf(name, inputs, attrs, plain);
      for (const layout of [all, first, second])
        for (const [index, values] of valuesOf(name, inputs, attrs, layout).entries()) {
          expect(values.length).toBe(expected[index]!.length);
          const largest = Math.max(...values.map((value, at) => Math.abs(value - expected[index]![at]!)));
          expect(largest).toBeLessThan(1e-5);
        }
    },
  );
});
