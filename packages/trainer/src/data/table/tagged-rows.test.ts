import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { BadRow } from "./cell.ts";
import { taggedRows } from "./tagged-rows.ts";

/** Every row, with its place. */
async function read(path: string, columns: readonly string[] = ["text", "tags"]): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { rows, place } of taggedRows(path, columns))
    for (const [index, row] of rows.entries())
      all.push([row instanceof BadRow ? row.fault : row, place(index).slice(path.length)]);
  return all;
}

test("a CoNLL file is a token a line, with a blank line between sentences", async () => {
  await using folder = await temporaryFolder();
  const text = "-DOCSTART- -X- O\n\nParis NNP B-LOC\nis VBZ O\n\n\nlow JJ O\r\n\r\n";
  expect(await read(await folder.write("a.conll", text), ["text", "part", "tags"])).toEqual([
    [
      [
        ["Paris", "is"],
        ["NNP", "VBZ"],
        ["B-LOC", "O"],
      ],
      ", line 3",
    ],
    [[["low"], ["JJ"], ["O"]], ", line 7"],
  ]);
  expect(await read(await folder.write("b.conll", "New York\tB-LOC\nis\tO"))).toEqual([
    [
      [
        ["New York", "is"],
        ["B-LOC", "O"],
      ],
      ", line 1",
    ],
  ]);
  expect(await read(await folder.write("c.conll", "a O\nb\n\nc O\n"))).toEqual([
    ["each token should have 2 columns (text, tags); the sentence's token 2 has 1", ", line 1"],
    [[["c"], ["O"]], ", line 4"],
  ]);
  await expect(read(await folder.write("d.conll", "\n\n"))).rejects.toThrow("it is empty");
});

test("a folder holds words, tags and labels, a sentence a line", async () => {
  await using folder = await temporaryFolder();
  await folder.write("seq.in", "fly to boston\nhello there\n");
  await folder.write("seq.out", "O O B-city\nO\n");
  await folder.write("label", "flight\n greet\n");
  expect(await read(folder.path)).toEqual([
    [[["fly", "to", "boston"], ["O", "O", "B-city"], "flight"], ", line 1"],
    ["seq.out should have a tag for each word of seq.in; 1 for 2", ", line 2"],
  ]);
  await folder.write("label", "flight\n");
  await expect(read(folder.path)).rejects.toThrow(/label should have as many lines .* before line 2/);
  const other = join(folder.path, "other");
  await mkdir(other);
  await expect(read(other)).rejects.toThrow("seq.in is not there");
  await expect(read(join(other, "none"))).rejects.toThrow(expect.objectContaining({ code: "data-missing" }));
});
