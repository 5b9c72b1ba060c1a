import { numeric, regression, type Example } from "@polyhead/spec";
import { parquetWriteFile } from "hyparquet-writer";
import { join } from "node:path";
import { expect, test } from "vitest";
import { csv } from "./csv.ts";
import { memory } from "./memory.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";
import { unlabelled, type UnlabelledOptions } from "./unlabelled.ts";

const shape = {
  inputs: { size: numeric({ columns: ["width", "height"] }) },
  tasks: { price: regression() },
};

async function read(name: string, text: string, options?: UnlabelledOptions): Promise<readonly Example[]> {
  await using folder = await temporaryFolder();
  const path = await folder.write(name, text);
  return await Array.fromAsync((await unlabelled(path, shape, options)).train(shape));
}

const inputsOf = (examples: readonly Example[]): readonly unknown[] =>
  examples.map(({ inputs }) => inputs["size"]);

test("the columns of the inputs are read, and no labels", async () => {
  const examples = await read("new.csv", "price,height,note,width\ncheap,2,x,1\n,4,y,3\n");
  expect(inputsOf(examples)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(examples.map(({ labels }) => labels)).toEqual([{}, {}]);
});

const like = csv({
  train: "old.csv",
  test: 0.2,
  columns: ["w", "height", "price"],
  rename: { w: "width" },
  delimiter: ";",
  decimal: ",",
});

test.each([
  ["without labels", "1,5;2\n3;4\n"],
  ["with labels", "1,5;2;9\n3;4;9\n"],
  ["with a header", "height;w\n2;1,5\n4;3\n"],
])("a file is read as another source reads its own, %s", async (_, text) => {
  expect(inputsOf(await read("new.csv", text, { like }))).toEqual([
    [1.5, 2],
    [3, 4],
  ]);
});

test("of a source of other files, what fits is taken over", async () => {
  expect(inputsOf(await read("new.jsonl", '{ "w": "1,5", "height": 2 }', { like }))).toEqual([[1.5, 2]]);
});

test("Parquet files have the same columns", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "new.parquet");
  parquetWriteFile({
    filename: path,
    columnData: [
      { name: "height", data: [2, 4], type: "DOUBLE" },
      { name: "w", data: ["1,5", "3"], type: "STRING" },
    ],
  });
  const examples = await Array.fromAsync((await unlabelled(path, shape, { like })).train(shape));
  expect(inputsOf(examples)).toEqual([
    [1.5, 2],
    [3, 4],
  ]);
  expect(examples.map(({ place }) => place)).toEqual([`${path}, row 1`, `${path}, row 2`]);
});

test("wrong rows are passed over where that is asked for", async () => {
  const text = "width,height\nx,2\n1,2\n";
  await expect(read("new.csv", text)).rejects.toThrow('row 1: column "width" should hold a number');
  expect(inputsOf(await read("new.csv", text, { onBadRow: "skip" }))).toEqual([[1, 2]]);
});

test("other sources and files are refused", async () => {
  await expect(read("new.csv", "width,height\n1,2\n", { like: memory({ train: [] }) })).rejects.toThrow(
    "come from memory()",
  );
  await expect(read("new.xlsx", "")).rejects.toThrow("should be .csv");
});
