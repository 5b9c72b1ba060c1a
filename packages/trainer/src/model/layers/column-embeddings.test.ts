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

/** Columns of 3, 2 and 2 values, with 2, 1 and 2 numbers each. */
function threeColumns(seed = 1) {
  const entry = input({ shape: [3], dtype: "int32", name: "row" });
  const layer = new ColumnEmbeddings({ sizes: [3, 2, 2], widths: [2, 1, 2], seed, name: "embeddings" });
  const model = layersModel({ inputs: entry, outputs: connect(layer, entry) });
  const tables = layer.getWeights().map((table) => table.arraySync() as number[][]);
  return { layer, model, tables };
}

test("gives the rows of each column's part of a table side by side, narrow ones first", () => {
  const { model, tables } = threeColumns();
  const places = tensor2d([[2, 1, 0], [0, 0, 0], [1, 1, 1]], [3, 3], "int32"); // prettier-ignore
  const [narrow, wide] = tables;
  expect((model.predict(places) as Tensor).arraySync()).toEqual([
    [...narrow![1]!, ...wide![2]!, 0, 0],
    [0, 0, 0, 0, 0],
    [...narrow![1]!, ...wide![1]!, ...wide![4]!],
  ]);
});

test("starts from its seed, unknown values at 0", () => {
  const { tables } = threeColumns();
  expect(threeColumns().tables).toEqual(tables);
  expect(threeColumns(3).tables).not.toEqual(tables);
  expect(tables.map((table) => table.map((row) => row.every((value) => value === 0)))).toEqual([
    [true, false],
    [true, false, false, true, false],
  ]);
  for (const value of tables.flat(2)) expect(Math.abs(value)).toBeLessThanOrEqual(0.05);
});

test("adds up the gradients of a value that several rows have", () => {
  const { layer, model } = threeColumns();
  const { grads } = variableGrads(() =>
    tidy(() => {
      const places = tensor2d([[2, 1, 0], [2, 0, 1], [0, 1, 1]], [3, 3], "int32"); // prettier-ignore
      return sum<Scalar>(mul(model.apply(places) as Tensor, [[1], [10], [100]]));
    }),
  );
  const gradients = layer.tables.map((table) => grads[(table.read() as Variable).name]!.arraySync());
  expect(gradients).toEqual([
    [[10], [101]],
    [[100, 100], [0, 0], [11, 11], [1, 1], [110, 110]],
  ]); // prettier-ignore
});

test("comes back from its config", () => {
  const { layer } = threeColumns();
  const again = new ColumnEmbeddings(
    layer.getConfig() as unknown as ConstructorParameters<typeof ColumnEmbeddings>[0],
  );
  expect(again.groups).toEqual(layer.groups);
  expect(again.getConfig()).toEqual(layer.getConfig());
});
