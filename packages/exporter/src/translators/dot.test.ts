import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { exported, operatorsOf } from "../testing/exported.ts";
import { buildModel, call } from "../testing/models.ts";

describe("Dot", () => {
  it("transposes only what does not lie as a matrix product takes it", async () => {
    const of = (axes: [number, number], left: readonly number[], right: readonly number[]) =>
      operatorsOf(buildModel([left, right], (x, y) => call(layers.dot({ axes }), x, y)));
    expect(await of([2, 1], [3, 4], [4, 5])).toEqual({ MatMul: 1 });
    expect(await of([2, 2], [3, 4], [5, 4])).toEqual({ Transpose: 1, MatMul: 1 });
    expect(await of([1, 1], [4, 3], [4])).toEqual({ Transpose: 1, Unsqueeze: 1, MatMul: 1, Squeeze: 1 });
    expect(await of([1, 1], [4], [4])).toEqual({ Mul: 1, ReduceSum: 1 });
  });

  it("refuses to multiply along the batch", async () => {
    const model = buildModel([[4], [4]], (x, y) => call(layers.dot({ axes: 0 }), x, y));
    await expect(exported(model)).rejects.toMatchObject({
      code: "export-unsupported",
      message: expect.stringContaining("examples of a batch"),
    });
  });
});
