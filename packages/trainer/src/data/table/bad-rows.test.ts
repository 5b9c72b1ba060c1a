import { expect, test } from "vitest";
import { csv } from "../csv.ts";
import { memory } from "../memory.ts";
import { skippedRows, withBadRows } from "./bad-rows.ts";

test("sources of rows may be told to pass over wrong ones, others not", () => {
  const skipping = withBadRows(csv({ train: "a.csv" }), "skip");
  expect(skipping.name).toBe("csv");
  expect(skippedRows(skipping)).toEqual([]);
  expect(skippedRows(memory({ train: [] }))).toEqual([]);
  expect(() => withBadRows(memory({ train: [] }), "skip")).toThrow("the config's data come from memory()");
});
