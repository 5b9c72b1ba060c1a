import { type DataType, abs, cast, setBackend } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { disagreement, kernel, random } from "../testing/agreement.ts";

describe.each<DataType>(["float32", "int32", "bool"])("moving values of type %s", (dtype) => {
  const x = (...shape: number[]) => random(shape, dtype);

  test.each<[name: string, program: () => ReturnType<typeof kernel>]>([
    ["Transpose", () => kernel("Transpose", { x: x(2, 3, 4, 5) }, { perm: [2, 0, 3, 1] })],
    ["Slice", () => kernel("Slice", { x: x(4, 5, 6) }, { begin: [1, 2, 0], size: [2, -1, 3] })],
    ["Reverse", () => kernel("Reverse", { x: x(3, 4, 5) }, { dims: [0, 2] })],
    ["Tile", () => kernel("Tile", { x: x(2, 3) }, { reps: [3, 2] })],
    ["Tile of length 1", () => kernel("Tile", { x: x(1, 3, 1) }, { reps: [4, 1, 5] })],
    [
      "PadV2",
      () =>
        kernel(
          "PadV2",
          { x: x(2, 3) },
          {
            paddings: [
              [1, 2],
              [0, 3],
            ],
            constantValue: 1,
          },
        ),
    ],
    ["Concat", () => kernel("Concat", [x(2, 3), x(2, 1), x(2, 4)], { axis: 1 })],
    ["Pack", () => kernel("Pack", [x(2, 3), x(2, 3)], { axis: 1 })],
    ["Unpack", () => kernel("Unpack", { value: x(3, 4) }, { axis: -1 })],
    ["Unpack into one", () => kernel("Unpack", { value: x(1, 4) }, { axis: 0 })],
    ["SplitV", () => kernel("SplitV", { x: x(6, 4) }, { numOrSizeSplits: [1, 2, 3], axis: 0 })],
    [
      "GatherV2",
      () =>
        kernel("GatherV2", { x: x(9, 3), indices: abs(random([2, 4], "int32")) }, { axis: 0, batchDims: 0 }),
    ],
    ["GatherNd", () => kernel("GatherNd", { params: x(5, 5, 3), indices: abs(random([4, 2], "int32")) })],
  ])("%s", (_, program) => expect(disagreement(program)).resolves.toBeLessThanOrEqual(0));

  test.each(["reflect", "symmetric"])("MirrorPad, %s", (mode) =>
    expect(
      disagreement(() =>
        kernel(
          "MirrorPad",
          { x: x(3, 4) },
          {
            paddings: [
              [1, 2],
              [2, 0],
            ],
            mode,
          },
        ),
      ),
    ).resolves.toBeLessThanOrEqual(0),
  );
});

test("StridedSlice, backwards and with masks", async () => {
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  const slice = (attrs: Record<string, number[] | number>) =>
    expect(
      disagreement(() => kernel("StridedSlice", { x: random([6, 5, 4]) }, { ...masks, ...attrs })),
    ).resolves.toBeLessThanOrEqual(0);
  await slice({ begin: [1, 0, 0], end: [5, 5, 4], strides: [2, 2, 3] });
  await slice({ begin: [5, 4, 3], end: [0, 0, 0], strides: [-2, -1, -1] });
  await slice({ begin: [0, 1], end: [0, 3], strides: [1, 2], ellipsisMask: 1, endMask: 2 });
});

test("Cumsum", async () => {
  for (const exclusive of [false, true])
    for (const reverse of [false, true])
      await expect(
        disagreement(() => kernel("Cumsum", { x: random([3, 4, 5]) }, { axis: 1, exclusive, reverse })),
      ).resolves.toBeLessThanOrEqual(1e-5);
});

test("OneHot turns nothing on for indices out of range", () =>
  expect(
    disagreement(() =>
      kernel(
        "OneHot",
        { indices: random([6, 2], "int32") },
        { depth: 3, onValue: 2, offValue: -1, dtype: "float32" },
      ),
    ),
  ).resolves.toBeLessThanOrEqual(0));

test("TopK", () =>
  expect(
    disagreement(() =>
      kernel("TopK", { x: cast(random([4, 9], "int32"), "float32") }, { k: 5, sorted: true }),
    ),
  ).resolves.toBeLessThanOrEqual(0));

test("GatherV2 refuses an index out of range", async () => {
  const gather = () =>
    kernel("GatherV2", { x: random([3, 3]), indices: random([9], "int32") }, { axis: 0, batchDims: 0 });
  await expect(disagreement(gather)).rejects.toThrow(/is not in \[0, 2\]/);
  await setBackend("onnxruntime");
  expect(gather).toThrow("GatherV2: the index value");
});
