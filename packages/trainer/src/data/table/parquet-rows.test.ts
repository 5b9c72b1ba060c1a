import { parquetWriteFile } from "hyparquet-writer";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { parquetColumns, parquetRows } from "./parquet-rows.ts";

test("a damaged file that its decoder never ends with is refused in time", async () => {
  await using folder = await temporaryFolder();
  const filename = join(folder.path, "t.parquet");
  const data = Array.from({ length: 12 }, (_, row) => row);
  parquetWriteFile({ filename, codec: "UNCOMPRESSED", columnData: [{ name: "a", data, type: "INT32" }] });
  expect(await parquetColumns(filename)).toEqual(["a"]);
  // The first page's header: its type, its size, and its size in the file, which becomes less than nothing.
  const bytes = await readFile(filename);
  const sizes = [...bytes.subarray(4, 16).entries()].filter(([, byte]) => byte === 0x15);
  const at = 4 + (sizes[2]?.[0] ?? 0) + 1;
  await writeFile(filename, bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1));
  await expect(Array.fromAsync(parquetRows(filename, ["a"], 700))).rejects.toThrow(
    /t\.parquet should be whole Parquet; reading it failed \(a row group takes more than 1 s\)/,
  );
});
