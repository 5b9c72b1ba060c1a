import { binary, classification, multiLabel, regression, type TaskSpec } from "@polyhead/spec";
import { expect, test } from "vitest";
import { cellReader } from "./cell-reader.ts";
import { labelReader } from "./task-kinds.ts";

const read = (task: TaskSpec, cell: unknown): unknown =>
  labelReader(task, "column", cellReader(["?"], false))(cell);

const tags = multiLabel({ labels: ["a", "b c"] });
const place = regression({ names: ["x", "y"] });

test.each<[TaskSpec, unknown, unknown]>([
  [binary(), "1", true],
  [binary(), "?", null],
  [tags, ["b c"], ["b c"]],
  [tags, [], []],
  [tags, "b c; a", ["b c", "a"]],
  [tags, "a", ["a"]],
  [tags, [1n, null], [1, null]],
  [tags, "0|1", [0, 1]],
  [tags, "", null],
  [tags, undefined, null],
  [place, [1.5, null], [1.5, null]],
  [place, "1.5, -2", [1.5, -2]],
  [place, "3|?", [3, null]],
  [place, "", null],
])("a cell gives the label of its task's kind (%#)", (task, cell, label) => {
  expect(read(task, cell)).toEqual(label);
});

test("a class that a missing value is written as is none", () => {
  const task = classification({ classes: ["a", "?"] });
  expect(["a", "?", ""].map((cell) => read(task, cell))).toEqual(["a", null, null]);
  expect(() => read(task, "b")).toThrow('one of the classes a, ?; it holds "b"');
});

test("a part that is none is refused with its column", () => {
  expect(() => read(tags, "a|d")).toThrow('column "column" should hold names among a, b c');
  expect(() => read(place, "1|x")).toThrow('column "column" should hold a number; it holds "x"');
});
