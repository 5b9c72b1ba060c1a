import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { dates, encodeBatch, numeric, type FittedInput, type InputSpec } from "@polyhead/spec";
import { beforeAll, expect, test } from "vitest";
import { evenRows } from "../data/rows.ts";
import { inputKind } from "./input-kinds.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** What is fitted on rows, and what the network gets of them. */
async function prepare(spec: InputSpec, rows: readonly unknown[]): Promise<[FittedInput, number[]]> {
  const column = inputKind(spec).column(spec, "row");
  const values = rows.map((row) => [...column.row(row)]);
  const kept = evenRows(Float64Array.from(values.flat()), values[0]!.length);
  const fit = column.fit(spec);
  fit.add(kept);
  const fitted = fit.finish();
  return [fitted, [...(await column.tensor(fitted, kept).data())]];
}

/** The same in serving: encoded, then standardized in float32, as the graph does. */
function serve(fitted: FittedInput, rows: readonly unknown[]): number[] {
  if (!("normalizer" in fitted)) throw new RangeError("the input has no normalizer");
  const batch = encodeBatch(fitted, "row", rows.length);
  for (const [index, row] of rows.entries()) batch.set(index, row);
  const { mean, std } = fitted.normalizer;
  return [...batch.finish().data].map((value, at) => {
    const feature = at % mean.length;
    return Math.fround(Math.fround(value - Math.fround(mean[feature]!)) / Math.fround(std[feature]!));
  });
}

test("the mean of a column is of the numbers that it has, and stands for those that it lacks", async () => {
  const spec = numeric({ columns: ["a", "b"], missing: "mean" });
  const rows = [[1, null], { a: 3 }, { b: 0.3 }, ["", 0.1], [Number.NaN, 0.2]]; // prettier-ignore
  const [fitted, values] = await prepare(spec, rows);
  const mean = (0.3 + 0.1 + 0.2) / 3;
  expect(fitted).toMatchObject({ normalizer: { mean: [2, expect.closeTo(mean, 7)] } });
  const served = serve(fitted, rows);
  expect(served.filter((value) => value === 0)).toHaveLength(6); // 5 missing ones, and 0.2
  for (const [at, value] of values.entries()) expect(value).toBeCloseTo(served[at]!, 6);
});

test("a date that is missing has features of 0 once they are standardized", async () => {
  const spec = dates({ columns: ["day"], parts: ["year", "month"] });
  const rows = [["2024-03-01"], [null], ["2026-05-01"], {}];
  const [fitted, values] = await prepare(spec, rows);
  expect(fitted).toMatchObject({ normalizer: { mean: [2025, expect.anything(), expect.anything()] } });
  const served = serve(fitted, rows);
  for (const row of [1, 3]) expect(served.slice(3 * row, 3 * row + 3)).toEqual([0, 0, 0]);
  for (const [at, value] of values.entries()) expect(value).toBeCloseTo(served[at]!, 6);
});
