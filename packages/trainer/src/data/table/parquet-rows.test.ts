import { parquetWriteFile } from "hyparquet-writer";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { parquetColumns, parquetRows } from "./parquet-rows.ts";

test("a row group that takes too long is given up, and its thread ends", async () => {
  await using folder = await temporaryFolder();
  const filename = join(folder.path, "t.parquet");
  const data = Array.from({ length: 12 }, (_, row) => row);
  parquetWriteFile({ filename, columnData: [{ name: "a", data, type: "INT32" }] });
  expect(await parquetColumns(filename)).toEqual(["a"]);
  expect(await Array.fromAsync(parquetRows(filename, ["a"]))).toHaveLength(1);
  await expect(Array.fromAsync(parquetRows(filename, ["a"], 0))).rejects.toThrow(
    /t\.parquet should be whole Parquet; reading it failed \(a row group takes more than 0 s\)/,
  );
});

test("a file that is cut short is refused", async () => {
  await using folder = await temporaryFolder();
  const filename = join(folder.path, "t.parquet");
  const data = Array.from({ length: 12 }, (_, row) => row);
  parquetWriteFile({ filename, codec: "UNCOMPRESSED", columnData: [{ name: "a", data, type: "INT32" }] });
  const bytes = await readFile(filename);
  await writeFile(filename, bytes.subarray(0, -20));
  await expect(Array.fromAsync(parquetRows(filename, ["a"]))).rejects.toThrow("should be whole Parquet");
});
