import { classification, image, numeric, regression } from "@polyhead/spec";
import { parquetWriteFile } from "hyparquet-writer";
import { join } from "node:path";
import { expect, test } from "vitest";
import { csv } from "../csv.ts";
import { memory } from "../memory.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { ColumnTally, MOST_DISTINCT } from "./column-profile.ts";
import { profileData } from "./profile-data.ts";
import { profileTable } from "./profile-table.ts";

function profile(cells: readonly unknown[]) {
  const tally = new ColumnTally("c");
  for (const cell of cells) tally.add(cell);
  return tally.finish();
}

test("numbers: range, mean, spread, quantiles, histogram", () => {
  const { numbers, ...rest } = profile(["1", 2, "3", "4", "", null, "?"]);
  expect(rest).toMatchObject({ count: 7, missing: 3, missingTokens: ["?"], distinct: 4 });
  expect(rest).not.toHaveProperty("texts");
  expect(numbers).toMatchObject({ minimum: 1, maximum: 4, mean: 2.5, whole: true });
  expect(numbers?.std).toBeCloseTo(Math.sqrt(1.25), 12);
  expect(numbers?.histogram.reduce((sum, count) => sum + count, 0)).toBe(4);
  const many = profile(Array.from({ length: 50_000 }, (_, index) => 1e9 + index));
  expect(many.distinct).toBeUndefined();
  expect(many.numbers?.std).toBeCloseTo(50_000 / Math.sqrt(12), 0);
  for (const [at, share] of [0.05, 0.25, 0.5, 0.75, 0.95].entries())
    expect(((many.numbers?.quantiles[at] ?? 0) - 1e9) / 50_000).toBeCloseTo(share, 1);
});

test("texts: values, words, dates, pictures, spaces", () => {
  expect(profile(["b", "a", "b", " a"])).toMatchObject({
    values: [
      { value: "a", count: 2 },
      { value: "b", count: 2 },
    ],
    texts: { padded: true, dates: false, words: { minimum: 1, mean: 1, maximum: 1 } },
  });
  expect(profile(["2026-01-02", "2026-01-02T03:04:05Z"]).texts?.dates).toBe(true);
  expect(profile(["a/b.png", "c.JPG"]).texts?.pictures).toBe(true);
  expect(profile(["two words", ["a", "list", "of", "four"]]).texts?.words).toEqual({
    minimum: 2,
    mean: 3,
    maximum: 4,
  });
  expect(profile(["1", "x"])).not.toHaveProperty("numbers");
  expect(profile(["x", ...Array.from({ length: 30 }, (_, at) => at)])).toMatchObject({
    strays: 1,
    numbers: { whole: true },
  });
  expect(profile(Array.from({ length: MOST_DISTINCT + 1 }, (_, at) => `v${at}`)).distinct).toBeUndefined();
});

test("a file is looked at as far as asked, with or without a header", async () => {
  await using folder = await temporaryFolder();
  const named = await folder.write("a.csv", "age,job\n1,x\n2,y\n3,\n");
  expect(await profileTable(named)).toMatchObject({ kind: "csv", unnamed: false, rows: 3, whole: true });
  expect(await profileTable(named, { limit: 2 })).toMatchObject({ rows: 2, whole: false });
  const unnamed = await folder.write("b.csv", "38, x, x\n2, y, z\n4\n");
  await expect(profileTable(unnamed)).rejects.toThrow("row 3: there should be 3 cells");
  const { columns, ...rest } = await profileTable(unnamed, { onBadRow: "skip" });
  expect(rest).toMatchObject({ unnamed: true, rows: 2, skipped: { count: 1 } });
  expect(columns.map(({ name }) => name)).toEqual(["column1", "column2", "column3"]);
  const lines = await folder.write("c.jsonl", '{"a":1}\n{"b":"x"}\n');
  const { columns: keys } = await profileTable(lines);
  expect(keys.map(({ name, missing }) => [name, missing])).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
  await expect(profileTable("a.docx")).rejects.toThrow(expect.objectContaining({ code: "usage" }));
});

test("Parquet's own types are told as what they are", async () => {
  await using folder = await temporaryFolder();
  const filename = join(folder.path, "t.parquet");
  const rows = [...Array.from({ length: 30 }).keys()];
  parquetWriteFile({
    filename,
    columnData: [
      { name: "whole", data: rows.map(BigInt), type: "INT64" },
      { name: "day", data: rows.map((row) => new Date(86_400_000 * row)), type: "TIMESTAMP" },
      { name: "flag", data: rows.map((row) => row % 2 === 0), type: "BOOLEAN" },
      { name: "word", data: rows.map((row) => `w${row % 3}`) },
    ],
  });
  const { kind, rows: count, columns } = await profileTable(filename);
  expect([kind, count]).toEqual(["parquet", 30]);
  expect(columns).toMatchObject([
    { name: "whole", numbers: { whole: true, maximum: 29 } },
    { name: "day", texts: { dates: true } },
    { name: "flag", distinct: 2, texts: { dates: false } },
    { name: "word", distinct: 3 },
  ]);
});

test("a config's data: labels, repeated rows, leaks, and what to look at", async () => {
  await using folder = await temporaryFolder();
  const common = Array.from({ length: 200 }, (_, index) => `${index},7,yes,${index}`);
  const train = await folder.write("t.csv", `a,b,y,z\n${common.join("\n")}\n0,7,no,\nx,7,no,1\n`);
  const test = await folder.write("u.csv", "a,b,y,z\n5,7,yes,1\n1000,7,yes,\n");
  const profile = await profileData({
    inputs: { row: numeric({ columns: ["a", "b"] }) },
    tasks: { y: classification({ classes: ["yes", "no", "maybe"] }), z: regression() },
    data: csv({ train, test, onBadRow: "skip" }),
  });
  expect(profile.leaks).toBe(1);
  expect(profile.splits.train).toMatchObject({
    examples: 201,
    repeated: 1,
    skipped: { count: 1 },
    tasks: { z: { count: 201, missing: 1 } },
  });
  expect(profile.splits.test).toMatchObject({ examples: 2, repeated: 0, skipped: undefined });
  expect(profile.warnings).toEqual([
    "1 of 2 (50 %) of the test split have inputs that are in the training split too: test figures flatter the model",
    "1 of 201 (0.50 %) of the training split repeat the inputs of another",
    'task "y": class "maybe" is never met in the training split',
    'task "y": class "no" is rare, 1 of 201 (0.50 %) labels',
    'column "b" has the same value in all rows',
  ]);
});

test("many classes that are rare, or never met, are counted", async () => {
  const classes = Array.from({ length: 250 }, (_, at) => `c${at}`);
  const { warnings } = await profileData({
    inputs: { row: numeric({ columns: ["a"] }) },
    tasks: { y: classification({ classes }) },
    data: memory({ train: classes.slice(10).map((y, at) => ({ inputs: { row: [at] }, labels: { y } })) }),
  });
  expect(warnings).toEqual([
    'task "y": 10 of 250 classes are never met in the training split',
    'task "y": 240 of 250 classes are rare, below 1 % of the labels each',
  ]);
});

test("a test split that is all in the training split", async () => {
  const train = [1, 2, 3].map((x) => ({ inputs: { row: [x] }, labels: { y: x } }));
  const { warnings } = await profileData({
    inputs: { row: numeric({ columns: ["a"] }) },
    tasks: { y: regression() },
    data: memory({ train, test: train }),
  });
  expect(warnings[0]).toContain("3 of 3 (100 %) of the test split");
});

test("pictures are compared by their pixels", async () => {
  const example = (value: number) => ({ inputs: { image: new Uint8Array([value, 0, 0]) }, labels: { y: 1 } });
  const { leaks, splits } = await profileData({
    inputs: { image: image({ height: 1, width: 1 }) },
    tasks: { y: regression() },
    data: memory({ train: [example(1), example(2)], test: [example(2), example(3)] }),
  });
  expect([leaks, splits.train.repeated, splits.train.inputs]).toEqual([1, 0, { image: [] }]);
});
