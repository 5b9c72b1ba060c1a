import { classification, image, numeric, regression, type ModelShape } from "@polyhead/spec";
import { parquetWriteFile } from "hyparquet-writer";
import sharp from "sharp";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parquet } from "./parquet.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const shape: ModelShape = {
  inputs: { row: numeric({ columns: ["age", "pay"] }) },
  tasks: { job: classification({ classes: ["nurse", "cook"] }), stay: regression() },
};

const columnData = [
  { name: "other", data: ["a", "b", "c"] },
  { name: "stay", data: [1.5, null, 3] },
  { name: "age", data: [1n, 2n, 3n] },
  { name: "job", data: ["nurse", "cook", null] },
  { name: "pay", data: [10, 20, 30], type: "INT32" as const },
];

test.each([1, 100])(
  "rows are read by group, from the columns that the model takes (groups of %d)",
  async (rowGroupSize) => {
    await using folder = await temporaryFolder();
    const train = join(folder.path, "t.parquet");
    parquetWriteFile({ filename: train, columnData, rowGroupSize });
    expect(await Array.fromAsync(parquet({ train }).train(shape))).toMatchObject([
      { inputs: { row: [1, 10] }, labels: { job: "nurse", stay: 1.5 }, place: `${train}, row 1` },
      { inputs: { row: [2, 20] }, labels: { job: "cook", stay: null }, place: `${train}, row 2` },
      { inputs: { row: [3, 30] }, labels: { job: null, stay: 3 }, place: `${train}, row 3` },
    ]);
  },
);

test("rows beyond a batch keep their places", async () => {
  await using folder = await temporaryFolder();
  const train = join(folder.path, "t.parquet");
  const count = 3000;
  const ascending = Array.from({ length: count }, (_, row) => row);
  parquetWriteFile({
    filename: train,
    rowGroupSize: 2500,
    columnData: ["age", "pay", "stay"].map((name) => ({ name, data: ascending, type: "DOUBLE" as const })),
  });
  const examples = await Array.fromAsync(parquet({ train, labels: ["stay"] }).train(shape));
  expect(examples.map(({ labels }) => labels["stay"])).toEqual(ascending);
  expect(examples.map(({ place }) => place)).toEqual(ascending.map((row) => `${train}, row ${row + 1}`));
});

test("pictures are bytes within the table", async () => {
  await using folder = await temporaryFolder();
  const train = join(folder.path, "t.parquet");
  const picture = sharp({ create: { width: 2, height: 2, channels: 3, background: "blue" } });
  const bytes = new Uint8Array(await picture.png().toBuffer());
  parquetWriteFile({
    filename: train,
    columnData: [
      { name: "photo", data: [bytes, bytes], type: "BYTE_ARRAY" },
      { name: "stay", data: [1, 2] },
    ],
  });
  const pictures: ModelShape = {
    inputs: { photo: image({ height: 2, width: 2 }) },
    tasks: { stay: regression() },
  };
  const [example] = await Array.fromAsync(parquet({ train }).train(pictures));
  expect(example?.inputs["photo"]).toMatchObject({ width: 2, height: 2 });
});

test("what is no Parquet, lacks a column or holds other values is refused", async () => {
  await using folder = await temporaryFolder();
  const text = await folder.write("t.parquet", "age,pay\n1,2\n");
  await expect(Array.fromAsync(parquet({ train: text }).train(shape))).rejects.toThrow(
    "should be whole Parquet",
  );
  const train = join(folder.path, "u.parquet");
  parquetWriteFile({ filename: train, columnData: columnData.slice(1) });
  const other = { ...shape, tasks: { salary: regression() } };
  await expect(Array.fromAsync(parquet({ train }).train(other))).rejects.toThrow(
    '"salary"; it has stay, age, job, pay',
  );
  parquetWriteFile({
    filename: train,
    columnData: [
      { name: "age", data: ["x"] },
      { name: "pay", data: [1] },
      { name: "stay", data: [1] },
    ],
  });
  await expect(Array.fromAsync(parquet({ train, labels: ["stay"] }).train(shape))).rejects.toThrow(
    'row 1: column "age" should hold a number; it holds "x"',
  );
});
