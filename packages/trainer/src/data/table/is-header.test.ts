import { expect, test } from "vitest";
import { isHeader } from "./is-header.ts";

test.each([
  ["names", ["a", "b"], [], true],
  ["a first column without a name, as pandas writes it", ["", "b"], [], true],
  ["a number among them", ["a", "3"], [["b", "4"]], false],
  ["no letters", ["-", "b"], [], false],
  ["text that is there twice", ["yes", "yes"], [["no", "yes"]], false],
  [
    "a name that is there twice, above numbers",
    ["x", "x"],
    [
      ["1", "2"],
      ["3", ""],
    ],
    true,
  ],
  ["gaps, above numbers", ["a", "", "b", ""], [["u", "", "1.5", ""]], true],
  ["gaps, above text", ["a", "", "b"], [["u", "v", "w"]], false],
  ["numbers under a gap alone", ["a", "", "b"], [["u", "1", "w"]], false],
])("%s", (_, first, rows, expected) => {
  expect(isHeader(first, rows)).toBe(expected);
});
