import { expect, test } from "vitest";
import { guessNumberFormat } from "./guess-number-format.ts";

test.each([
  ["points", ["1.5", "2"], {}],
  ["nothing but text", ["a", "b"], {}],
  ["commas", ["1,5", "12,25"], { decimal: "," }],
  ["commas and three digits, with a 0 before them", ["0,125", "0,250", "1,375"], { decimal: "," }],
  ["thousands", ["1,234", "56,789", "999"], { thousands: "," }],
  ["thousands and points", ["1,234.5", "999.25"], { thousands: "," }],
  ["thousands the other way", ["1.234,5", "999,25"], { decimal: ",", thousands: "." }],
  ["spaces", ["1 234", "1\u00A0234 567"], { thousands: " " }],
])("%s", (_, texts, format) => {
  expect(guessNumberFormat(texts.map((text) => [text, "x", ""]))).toEqual(format);
});

test("the way that explains most columns", () => {
  const rows = [
    ["1,234", "1.5", "2.5"],
    ["2,345", "3.5", "4.5"],
  ];
  expect(guessNumberFormat(rows)).toEqual({ thousands: "," });
  expect(guessNumberFormat(rows.map(([first = "", ...rest]) => [first.replace(",", ",5"), ...rest]))).toEqual(
    {},
  );
});
