import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { categorical, encodeBatch } from "@polyhead/spec";
import { beforeAll, expect, test } from "vitest";
import { evenRows, type Rows } from "../data/rows.ts";
import { categoricalKind } from "./categorical.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const spec = categorical({ columns: ["job", "code"] });
const values: readonly unknown[] = [
  ["clerk", 1],
  ["café", "1"],
  { code: true, job: "🧵" },
  [null, -0],
  ["clerk", 1e21],
  ["\uE000", ""],
  ["clerk", Number.NaN],
  ["\uD83E", 0],
];

function keep(column: ReturnType<typeof categoricalKind.column>, rows: readonly unknown[]): Rows {
  const kept = rows.map((row) => column.row(row));
  return evenRows(Int32Array.from(kept.flatMap((row) => [...row])), kept[0]!.length);
}

function fitted(of: typeof spec, rows: readonly unknown[]) {
  const column = categoricalKind.column(of, "person");
  const fit = column.fit(of);
  fit.add(keep(column, rows));
  return { column, spec: fit.finish() };
}

test("learns each column's values by falling count, ties by code point", () => {
  expect(fitted(spec, values).spec.vocabularies).toEqual([
    ["clerk", "café", "\uD83E", "\uE000", "🧵"],
    ["0", "1", "1e+21", "true"],
  ]);
});

test("learns from the rows it is shown, whatever else was read", () => {
  const column = categoricalKind.column(spec, "person");
  keep(column, [["plumber", 7]]);
  const fit = column.fit(spec);
  fit.add(keep(column, [["clerk", 1]]));
  expect(fit.finish().vocabularies).toEqual([["clerk"], ["1"]]);
});

test("leaves out rare values, and all but the most frequent", () => {
  expect(fitted({ ...spec, minCount: 2 }, values).spec.vocabularies).toEqual([["clerk"], ["0", "1"]]);
  expect(fitted({ ...spec, maxCategories: 2 }, values).spec.vocabularies).toEqual([
    ["clerk", "café"],
    ["0", "1"],
  ]);
});

test("gives the network what the encoder gives it in serving", async () => {
  const { column, spec: of } = fitted({ ...spec, maxCategories: 3 }, values);
  const tensor = column.tensor(of, keep(column, values));
  const batch = encodeBatch(of, "person", values.length);
  for (const [index, value] of values.entries()) batch.set(index, value);
  expect(tensor.dtype).toBe("int32");
  expect({ data: await tensor.data(), dims: tensor.shape }).toEqual(batch.finish());
  expect([...batch.finish().data].filter((place) => place === 0)).toHaveLength(6);
});

test("another split's values have their places in the same vocabularies", async () => {
  const { spec: of } = fitted(spec, values);
  const test = categoricalKind.column(spec, "person");
  const rows = keep(test, [["unheard of", "true"], ["🧵", 0]]); // prettier-ignore
  expect([...(await test.tensor(of, rows).data())]).toEqual([0, 4, 5, 1]);
});

test("refuses a value that is a text", () => {
  const column = categoricalKind.column(spec, "person");
  expect(() => column.row(["x".repeat(1001), 1])).toThrow(
    'Input "person" should have in column "job" values of at most 1000 characters; one has 1001',
  );
});
