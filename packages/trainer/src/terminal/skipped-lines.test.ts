import { expect, test } from "vitest";
import { skippedLines } from "./skipped-lines.ts";

test("says how many rows were passed over, and what was wrong with the first", () => {
  expect(skippedLines({ split: "train", count: 1, first: ["a.csv, row 2: wrong."] })).toEqual([
    "skipped 1 bad row of the train split:",
    "        a.csv, row 2: wrong.",
  ]);
  expect(skippedLines({ split: "train", count: 2, first: [] }, "a.csv")[0]).toBe(
    "skipped 2 bad rows of a.csv:",
  );
  expect(skippedLines({ split: "test", count: 1200, first: ["one", "two"] })).toEqual([
    "skipped 1,200 bad rows of the test split:",
    "        one",
    "        two",
    "        and 1,198 more",
  ]);
});
