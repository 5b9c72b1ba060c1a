import { classification, numeric } from "@polyhead/spec";
import { memory, mlp, profileData } from "@polyhead/trainer";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { columnTable, dataSummary } from "./data-summary.ts";

const config = {
  name: "n",
  inputs: { row: numeric({ columns: ["a", "b"] }) },
  tasks: { y: classification({ classes: ["yes", "no"] }) },
  trunk: mlp({ units: [1] }),
  data: memory({
    train: Array.from({ length: 10 }, (_, row) => ({
      inputs: { row: [row, 1.5] },
      labels: { y: row < 8 ? "yes" : "" },
    })),
    test: [{ inputs: { row: [3, 1.5] }, labels: { y: "no" } }],
  }),
};

test("tells of splits, labels, columns, and what to look at", async () => {
  const text = stripVTControlCharacters(dataSummary(config, await profileData(config)));
  expect(text).toContain("test          1         0              1");
  expect(text).toContain("y     train       8   20.0 %  yes 100.0 %");
  expect(text).toContain("a       whole numbers      0 %         10  0 to 9, mean 4.5 ± 2.872");
  expect(text).toContain("b       numbers            0 %          1  1.5 100.0 %");
  expect(text).toContain('task "y": class "no" is never met in the training split');
  expect(text).toContain('column "b" has the same value in all rows');
});

test("columns that are all different are told by their length", () => {
  const column = {
    name: "id",
    count: 5,
    missing: 0,
    strayTexts: [],
    lists: 0,
    objects: 0,
    strays: 0,
    missingTokens: [],
    distinct: 5,
    values: [{ value: "aa", count: 1 }],
    texts: {
      otherDates: false,
      quantities: false,
      dates: false,
      pictures: false,
      padded: false,
      words: { minimum: 1, mean: 1, maximum: 1 },
      longest: 2,
    },
  };
  expect(columnTable([column])).toContain("all different, up to 2 characters");
});
