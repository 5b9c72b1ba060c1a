import { assert, double, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { parseNumber } from "./parse-number.ts";

test.each([
  ["1", 1],
  ["-0", -0],
  ["0.1", 0.1],
  [".5", 0.5],
  ["5.", 5],
  ["+3", 3],
  [" 6 ", 6],
  ["1e5", 1e5],
  ["-1.5E-3", -0.0015],
  ["0.000000000000001", 1e-15],
  ["123456789012345678", 123456789012345680],
])("%j is %d", (text, value) => expect(parseNumber(text)).toBe(value));

test.each(["", "-", ".", "-.", "1,5", "0x10", "NaN", "Infinity", "1 2", "1_000", "--1", "1..2", "12%"])(
  "%j is no number",
  (text) => expect(parseNumber(text)).toBeNaN(),
);

test("every number is read as JavaScript reads it", () => {
  assert(
    property(double({ noNaN: true, noDefaultInfinity: true }), nat(12), (value, digits) => {
      expect(parseNumber(String(value))).toBe(Number(String(value)));
      const fixed = (value % 1e9).toFixed(digits);
      expect(parseNumber(fixed)).toBe(Number(fixed));
    }),
  );
});
