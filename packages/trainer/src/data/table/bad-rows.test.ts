import { numeric, regression } from "@polyhead/spec";
import { expect, test } from "vitest";
import { csv } from "../csv.ts";
import { memory } from "../memory.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { combine, isCombined } from "../combine.ts";
import { skippedRows, withBadRows } from "./bad-rows.ts";

test("sources of rows may be told to pass over wrong ones, others not", () => {
  const skipping = withBadRows(csv({ train: "a.csv" }), "skip");
  expect(skipping.name).toBe("csv");
  expect(skippedRows(skipping)).toEqual([]);
  expect(skippedRows(memory({ train: [] }))).toEqual([]);
  expect(() => withBadRows(memory({ train: [] }), "skip")).toThrow("the config's data come from memory()");
});

test("combined sources pass over wrong rows where they are of rows, and tell all of them", async () => {
  await using folder = await temporaryFolder();
  const path = await folder.write("some.csv", "x,y\n1,2\nno,3\n4,5\n");
  const shape = { inputs: { x: numeric({ columns: ["x"] }) }, tasks: { y: regression() } };
  const kept = memory({ train: [{ inputs: { x: [1] }, labels: { y: 2 } }] });
  const skipping = withBadRows(
    combine({ file: csv({ train: path }), kept }, { sampling: "uniform" }),
    "skip",
  );
  expect(await Array.fromAsync(skipping.train(shape))).toHaveLength(3);
  expect(skippedRows(skipping)).toMatchObject([{ split: "train", count: 1 }]);
  expect(isCombined(skipping) && skipping.sampling).toBe("uniform");
  expect(() => withBadRows(combine({ kept }), "skip")).toThrow("Wrong rows can be passed over");
});
