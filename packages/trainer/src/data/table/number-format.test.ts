import { expect, test } from "vitest";
import { numberParser, type NumberFormat } from "./number-format.ts";

const german: NumberFormat = { decimal: ",", thousands: "." };

test.each<[NumberFormat, string, number]>([
  [{}, "1.5", 1.5],
  [{}, "1,5", Number.NaN],
  [{ decimal: "," }, "1,5", 1.5],
  [{ decimal: "," }, " -0,25 ", -0.25],
  [{ decimal: "," }, "7", 7],
  [{ decimal: "," }, "1,5e3", 1500],
  [{ decimal: "," }, "1.5", Number.NaN],
  [{ decimal: "," }, "1,5,5", Number.NaN],
  [{ thousands: "," }, "1,234,567.25", 1_234_567.25],
  [{ thousands: "," }, "1234.5", 1234.5],
  [{ thousands: "," }, "12,34", Number.NaN],
  [{ thousands: "," }, "0,123", Number.NaN],
  [german, "-1.234.567,5", -1_234_567.5],
  [german, "1.234", 1234],
  [german, "12.34", Number.NaN],
  [{ decimal: ",", thousands: " " }, "1\u202F234,5", 1234.5],
  [{ thousands: "'" }, "1’234.50", 1234.5],
])("%j reads %j as %d", (format, text, value) => {
  expect(numberParser(format)(text)).toBe(value);
});
