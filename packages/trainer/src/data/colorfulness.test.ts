import { PolyheadError } from "@polyhead/spec";
import { expect, it } from "vitest";
import { colorfulness } from "./colorfulness.ts";

it("is 0 for grey", () => {
  expect(colorfulness(Uint8Array.of(0, 0, 0, 90, 90, 90, 255, 255, 255))).toBe(0);
});

it("is 0.3 μ for one color: pure red has rg = 255, yb = 127.5", () => {
  expect(colorfulness(Uint8Array.of(255, 0, 0, 255, 0, 0))).toBeCloseTo(0.3 * Math.hypot(255, 127.5), 10);
});

it("adds the deviation: red and green have rg = ±255, yb = 127.5", () => {
  expect(colorfulness(Uint8Array.of(255, 0, 0, 0, 255, 0))).toBeCloseTo(255 + 0.3 * 127.5, 10);
});

it("takes both axes apart: blue and yellow have rg = 0, yb = ∓255; black between them moves nothing", () => {
  const pixels = Float32Array.of(0, 0, 255, 255, 255, 0, 0, 0, 0);
  expect(colorfulness(pixels)).toBeCloseTo(255 * Math.sqrt(2 / 3), 10);
});

it.each([0, 4])("refuses %i values", (length) => {
  expect(() => colorfulness(new Uint8Array(length))).toThrow(PolyheadError);
});
