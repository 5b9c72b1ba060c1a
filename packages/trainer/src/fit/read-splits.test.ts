import { numeric, regression, type Example } from "@polyhead/spec";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { readSplits, type Splits } from "./read-splits.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-splits-"));
});
afterAll(() => rm(directory, { recursive: true }));

const shape = { inputs: { x: numeric({ columns: ["a", "b"] }) }, tasks: { y: regression() } };
const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, index) => ({
    inputs: { x: [index, index / 7] },
    labels: { y: index % 3 === 0 ? null : index },
  }));
const source = memory({ train: examples(3000), test: examples(10) });

const someRows = async ({ training }: Splits): Promise<unknown> =>
  training.read(Uint32Array.of(2999, 1, 0, 700));

test("rows come back the same from memory and from the run's directory, where nothing is left", async () => {
  const inMemory = await readSplits(shape, source, directory, undefined);
  const inFiles = await readSplits(shape, source, directory, undefined, 0);
  expect(await readdir(directory)).toEqual([]);
  expect(await someRows(inFiles)).toEqual(await someRows(inMemory));
  expect(inFiles.training.labelled).toEqual({ y: 2000 });
  expect(inFiles.test?.count).toBe(10);
  for (const splits of [inMemory, inFiles]) splits.close();
});

test("rows that cannot be put aside say where", async () => {
  const nowhere = join(directory, "nowhere");
  await expect(readSplits(shape, source, nowhere, undefined, 0)).rejects.toMatchObject({
    code: "file-unwritable",
  });
});
