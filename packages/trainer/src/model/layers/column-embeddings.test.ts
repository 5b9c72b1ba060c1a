import "@tensorflow/tfjs-backend-cpu";
import {
  mul,
  setBackend,
  sum,
  tensor2d,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { input, model as layersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { ColumnEmbeddings } from "./column-embeddings.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

function twoColumns(seeds: readonly number[] = [1, 2]) {
  const entry = input({ shape: [2], dtype: "int32", name: "row" });
  const layer = new ColumnEmbeddings({ sizes: [3, 2], widths: [2, 1], seeds, name: "embeddings" });
  const model = layersModel({ inputs: entry, outputs: connect(layer, entry) });
  const tables = layer.getWeights().map((table) => table.arraySync() as number[][]);
  return { layer, model, tables };
}

test("gives the rows of each column's table side by side", () => {
  const { model, tables } = twoColumns();
  const places = tensor2d([[2, 1], [0, 0], [1, 1]], [3, 2], "int32"); // prettier-ignore
  const [first, second] = tables;
  expect((model.predict(places) as Tensor).arraySync()).toEqual([
    [...first![2]!, ...second![1]!],
    [0, 0, 0],
    [...first![1]!, ...second![1]!],
  ]);
});

test("starts from its seeds, unknown values at 0", () => {
  const { tables } = twoColumns();
  expect(twoColumns().tables).toEqual(tables);
  expect(twoColumns([3, 4]).tables).not.toEqual(tables);
  for (const [unknown, ...known] of tables) {
    expect(unknown!.every((value) => value === 0)).toBe(true);
    for (const value of known.flat()) expect(Math.abs(value)).toBeLessThanOrEqual(0.05);
    expect(new Set(known.flat()).size).toBe(known.flat().length);
  }
});

test("adds up the gradients of a value that several rows have", () => {
  const { layer, model } = twoColumns();
  const { grads } = variableGrads(() =>
    tidy(() => {
      const places = tensor2d([[2, 1], [2, 0], [0, 1]], [3, 2], "int32"); // prettier-ignore
      return sum<Scalar>(mul(model.apply(places) as Tensor, [[1], [10], [100]]));
    }),
  );
  const gradients = layer.tables.map((table) => grads[(table.read() as Variable).name]!.arraySync());
  expect(gradients).toEqual([
    [[100, 100], [0, 0], [11, 11]],
    [[10], [101]],
  ]); // prettier-ignore
});
