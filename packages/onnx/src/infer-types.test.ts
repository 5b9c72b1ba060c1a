import { expect, test } from "vitest";
import { GraphBuilder, type OpAttributes } from "./graph-builder.ts";
import type { Shape } from "./shape.ts";

/** The shape inferred for one operator over float32 inputs; lists under `ints` are int64 constants. */
function inferred(
  opType: string,
  inputs: readonly (Shape | { readonly ints: readonly number[] })[],
  attributes?: OpAttributes,
): Shape | undefined {
  const builder = new GraphBuilder("one");
  const values = inputs.map((input, index) =>
    "ints" in input ? builder.constant(input.ints) : builder.input(`x${index}`, "float32", input),
  );
  return builder.op(opType, values, attributes).type?.shape;
}

test.each([
  ["Flatten", [[2, "length", 0]], {}, [2, 0]],
  [
    "MaxPool",
    [["batch", 3, "height", 8]],
    { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
    ["batch", 3, "", 4],
  ],
  [
    "MaxPool",
    [["batch", 3, "height", 8]],
    { kernel_shape: [3, 3], auto_pad: "SAME_UPPER", strides: [2, 2] },
    ["batch", 3, "", 4],
  ],
  ["Reshape", [["", 4, 5], { ints: [0, -1] }], {}, ["", 20]],
  ["Reshape", [["", 4, 5], { ints: [-1, 20] }], {}, ["", 20]],
  ["Reshape", [["batch", 4], { ints: [7, 3] }], {}, [7, 3]],
  ["Reshape", [["a", "b", 4], { ints: [-1, 4] }], {}, ["", 4]],
  ["Add", [["batch", 3], [3]], {}, ["batch", 3]],
  [
    "Add",
    [
      ["batch", 1],
      ["batch", 5],
    ],
    {},
    ["batch", 5],
  ],
  ["Add", [["a"], ["b"]], {}, [""]],
  ["Add", [[""], [""]], {}, [""]],
  ["Add", [["a"], [4]], {}, [4]],
  [
    "AveragePool",
    [["batch", 3, "height", 8]],
    { kernel_shape: [2, 2], strides: [2, 2] },
    ["batch", 3, "", 4],
  ],
  [
    "Concat",
    [
      ["batch", 2],
      ["batch", 3],
    ],
    { axis: 1 },
    ["batch", 5],
  ],
  [
    "Concat",
    [
      ["a", 2],
      ["b", 2],
    ],
    { axis: 0 },
    ["", 2],
  ],
  [
    "Concat",
    [
      ["batch", 2],
      [7, 3],
    ],
    { axis: 1 },
    [7, 5],
  ],
  [
    "Conv",
    [
      ["batch", 3, "height", "width"],
      [8, 3, 3, 3],
    ],
    { pads: [1, 1, 1, 1] },
    ["batch", 8, "height", "width"],
  ],
  [
    "Conv",
    [
      ["batch", 3, "height", 8],
      [8, 3, 3, 3],
    ],
    {},
    ["batch", 8, "", 6],
  ],
  [
    "Conv",
    [
      ["batch", 3, "height", 8],
      [8, 3, 3, 3],
    ],
    { auto_pad: "SAME_UPPER" },
    ["batch", 8, "height", 8],
  ],
  ["Flatten", [["batch", 4, 5]], {}, ["batch", 20]],
  ["Flatten", [[2, "length", 5]], {}, [2, ""]],
  [
    "Gather",
    [
      ["vocabulary", 16],
      ["batch", "length"],
    ],
    {},
    ["batch", "length", 16],
  ],
  [
    "Gemm",
    [
      ["batch", 3],
      [3, 5],
    ],
    {},
    ["batch", 5],
  ],
  [
    "MatMul",
    [
      ["batch", "length", 3],
      [3, 5],
    ],
    {},
    ["batch", "length", 5],
  ],
  ["Pad", [["batch", 3], { ints: [0, 1, 0, 1] }], {}, ["batch", 5]],
  ["Pad", [["batch", 3], { ints: [1, 0, 0, 0] }], {}, ["", 3]],
  ["Reshape", [["batch", 4, 5], { ints: [0, 20] }], {}, ["batch", 20]],
  ["Reshape", [["batch", 4, 5], { ints: [-1, 20] }], {}, ["batch", 20]],
  ["Reshape", [["batch", 4, 5], { ints: [-1, 10] }], {}, ["", 10]],
  ["Reshape", [["batch", "length", 5], { ints: [0, -1, 5] }], {}, ["batch", "length", 5]],
  ["Reshape", [["batch", 4, 5], { ints: [0, -1] }], {}, ["batch", 20]],
  ["Squeeze", [["batch", 1]], {}, undefined],
  ["Squeeze", [["batch", 1], { ints: [1] }], {}, ["batch"]],
  ["Transpose", [["batch", 8, 9, 3]], { perm: [0, 3, 1, 2] }, ["batch", 3, 8, 9]],
] as const)("%s of %j with %j is %j", (opType, inputs, attributes, shape) => {
  expect(inferred(opType, inputs, attributes)).toEqual(shape);
});

test("a shape that is not a constant leaves the type untold, and so what follows", () => {
  const builder = new GraphBuilder("dynamic");
  const x = builder.input("x", "float32", ["batch", 6]);
  const reshaped = builder.op("Reshape", [x, builder.input("shape", "int64", [2])]);
  expect(reshaped.type).toBeUndefined();
  expect(builder.op("Relu", [reshaped]).type).toBeUndefined();
});

test("an operator that is not known has the types that are given, or none", () => {
  const builder = new GraphBuilder("custom");
  const x = builder.input("x", "float32", [2]);
  expect(builder.op("Mystery", [x]).type).toBeUndefined();
  const type = { dataType: "float32", shape: [2] } as const;
  expect(builder.op("Gelu", [x], {}, { domain: "com.microsoft", types: [type] }).type).toEqual(type);
  expect(builder.op("Relu", [x], {}, { domain: "com.microsoft" }).type).toBeUndefined();
});

test.each([
  ["BatchNormalization", [[2, 4, 3], [4], [4, 1], [4], [4]], {}, "input 2"],
  ["Add", [[2, 3], [4]], {}, "broadcast"],
  ["BatchNormalization", [[2, 4, 3], [4], [4], [5], [4]], {}, "input 3"],
  [
    "Concat",
    [
      [2, 3],
      [3, 3],
    ],
    { axis: 1 },
    "axis 0",
  ],
  ["Concat", [[2, 3], [2]], { axis: 0 }, "same rank"],
  [
    "Concat",
    [
      [2, 3],
      [2, 3],
    ],
    {},
    "axis",
  ],
  [
    "Conv",
    [
      [2, 3, 8, 8],
      [8, 4, 3, 3],
    ],
    {},
    "channels",
  ],
  [
    "Conv",
    [
      [2, 3, 8, 8],
      [8, 3, 3],
    ],
    {},
    "same rank",
  ],
  [
    "Conv",
    [
      [2, 3, 2, 8],
      [8, 3, 3, 3],
    ],
    {},
    "fit",
  ],
  [
    "Conv",
    [
      [2, 3, 8, 8],
      [8, 3, 3, 3],
    ],
    { pads: [1, 1] },
    "4 entries",
  ],
  [
    "Conv",
    [
      [2, 3, 8, 8],
      [8, 3, 3, 3],
    ],
    { kernel_shape: [3] },
    "2 spatial axes",
  ],
  ["Conv", [[2, 3, 8, 8]], {}, "input 1 is required"],
  [
    "Gemm",
    [
      [2, 3],
      [4, 5],
    ],
    {},
    "inner dimensions 3 and 4",
  ],
  ["Gemm", [[2, 3], [3, 5], [4]], {}, "third input"],
  [
    "Gemm",
    [
      [2, 3, 1],
      [3, 5],
    ],
    {},
    "matrix",
  ],
  [
    "MatMul",
    [
      [2, 3],
      [4, 5],
    ],
    {},
    "inner dimensions 3 and 4",
  ],
  [
    "MatMul",
    [
      [2, 2, 3],
      [3, 3, 5],
    ],
    {},
    "leading",
  ],
  ["MatMul", [[], [3]], {}, "scalars"],
  ["MaxPool", [[2, 3, 8, 8]], {}, "kernel_shape is required"],
  ["GlobalMaxPool", [[2, 3]], {}, "rank 3"],
  ["Pad", [[2, 3], { ints: [1, 1] }], {}, "4 entries"],
  ["ReduceMean", [[2, 3]], { axes: [2] }, "axis 2"],
  ["Reshape", [[2, 3], { ints: [4] }], {}, "as many elements"],
  ["Reshape", [[2, 3], { ints: [4, -1] }], {}, "as many elements"],
  ["Reshape", [[2, 3], { ints: [3] }], {}, "as many elements"],
  ["Reshape", [[2, 3], { ints: [-1, -1] }], {}, "one −1"],
  ["Reshape", [[2], { ints: [2, 0] }], {}, "keep axis 1"],
  ["Softmax", [[2, 3]], { axis: 2 }, "axis 2"],
  ["Squeeze", [[2, 3], { ints: [1] }], {}, "length 1"],
  ["Transpose", [[2, 3]], { perm: [0, 0] }, "perm"],
  ["Unsqueeze", [[2], { ints: [1, 1] }], {}, "distinct"],
] as const)("%s of %j with %j is refused: %s", (opType, inputs, attributes, rule) => {
  expect(() => inferred(opType, inputs, attributes)).toThrow(
    expect.objectContaining({ code: "model-invalid", message: expect.stringContaining(rule) }),
  );
  expect(() => inferred(opType, inputs, attributes)).toThrow(`Node "${opType}" (${opType})`);
});

test("inputs of two data types do not add", () => {
  const builder = new GraphBuilder("types");
  const inputs = [builder.input("a", "float32", [2]), builder.input("b", "int64", [2])];
  expect(() => builder.op("Add", inputs)).toThrow("Received inputs float32[2], int64[2].");
});
