import { expect, test } from "vitest";
import { float, floats, int, ints, toAttribute } from "./attribute.ts";

test("a whole number is a float where the operator says so", () => {
  expect(toAttribute("Elu.alpha", 1, "float")).toEqual({ type: "float", value: 1 });
  expect(toAttribute("Conv.group", 1, "int")).toEqual({ type: "int", value: 1 });
  expect(toAttribute("Op.scales", [1, 2], "floats")).toEqual({ type: "floats", value: [1, 2] });
  expect(toAttribute("Conv.pads", [], "ints")).toEqual({ type: "ints", value: [] });
});

test("text and typed attributes need no declaration", () => {
  expect(toAttribute("Op.mode", "edge", undefined)).toEqual({ type: "string", value: "edge" });
  expect(toAttribute("Op.names", ["a"], undefined)).toEqual({ type: "strings", value: ["a"] });
  expect(toAttribute("Op.alpha", float(1), undefined)).toEqual({ type: "float", value: 1 });
  expect(toAttribute("Op.axes", ints([1]), "ints")).toEqual({ type: "ints", value: [1] });
});

test("floats are rounded to what a file holds", () => {
  expect(float(0.1).value).toBe(Math.fround(0.1));
  expect(floats([0.1]).value).toEqual([Math.fround(0.1)]);
});

test.each([
  [
    "an undeclared number",
    () => toAttribute("Op.alpha", 1, undefined),
    "Attribute Op.alpha cannot be written",
  ],
  [
    "undeclared numbers",
    () => toAttribute("Op.axes", [1], undefined),
    "needs `int`, `float`, `ints` or `floats`",
  ],
  ["an undeclared empty list", () => toAttribute("Op.axes", [], undefined), "needs `int`"],
  ["text for an int", () => toAttribute("Conv.group", "1", "int"), "must be of type int"],
  ["a list for an int", () => toAttribute("Conv.group", [1], "int"), "must be of type int"],
  ["an int for a float", () => toAttribute("Elu.alpha", int(1), "float"), "must be of type float"],
  ["a fraction for an int", () => toAttribute("Conv.group", 0.5, "int"), "must be an integer"],
  ["a fraction among ints", () => toAttribute("Conv.pads", [1, 0.5], "ints"), "must be an integer"],
])("%s is refused", (_, make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: "input-invalid", message: expect.stringContaining(message) }),
  );
});
